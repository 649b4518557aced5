/**
 * Encrypted volumes as a Paygress provider makes them and erases them, on plain files: without a device mapper they are not
 * mounted, so that no root is needed.
 */
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, ftruncateSync, openSync, rmSync } from "node:fs";
import process from "node:process";

/** Room for the LUKS2 header, 16 MiB, and little else. */
const SIZE = 20 * 1024 * 1024;

/**
 * The key is random, so there is no guess to slow down. The reference leaves cryptsetup's default, which takes seconds.
 */
const PBKDF = ["--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000"];

/**
 * @param {string} image
 * @param {Uint8Array} volumeKey
 */
export function createVolume(image, volumeKey) {
  destroyVolume(image);
  const file = openSync(image, "wx", 0o600);
  ftruncateSync(file, SIZE);
  closeSync(file);
  mustRun(["luksFormat", "--type", "luks2", "--batch-mode", ...PBKDF, "--key-file=-", image], volumeKey);
}

/** @param {string} image of which nothing is left but copies */
export function destroyVolume(image) {
  if (!existsSync(image)) return;
  mustRun(["luksErase", "--batch-mode", image]);
  rmSync(image);
}

/**
 * @param {string} image
 * @param {Uint8Array} volumeKey
 * @returns {boolean} whether the key opens it
 */
export function opens(image, volumeKey) {
  return cryptsetup(["open", "--test-passphrase", "--key-file=-", image], volumeKey).status === 0;
}

/**
 * @param {string[]} args
 * @param {Uint8Array} [input]
 */
function mustRun(args, input) {
  const { status, stderr, error } = cryptsetup(args, input);
  if (status !== 0) throw new Error(`cryptsetup ${args[0]}: ${error?.message ?? stderr}`);
}

/**
 * @param {string[]} args
 * @param {Uint8Array} [input] standard input, so that a key is on no command line
 */
function cryptsetup(args, input) {
  // Debian keeps it in a folder that a normal user's PATH leaves out.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  return spawnSync("cryptsetup", args, { input, env, encoding: "utf8" });
}
