/** The package as its users have it: packed and installed. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { root } from "./root.js";

/**
 * Packs a package as it is, with nothing built before.
 *
 * @param {string} from its folder
 * @param {string} to
 * @returns {string} the tarball
 */
export function pack(from, to) {
  const [packed] = JSON.parse(npm(from, "pack", "--ignore-scripts", "--json", "--pack-destination", to));
  return join(to, packed.filename);
}

/**
 * @returns {string} a new temporary folder, which goes when the process does
 */
export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), "volume-key-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/**
 * Makes a user's folder, with the tarball installed.
 *
 * @returns {string}
 */
export function installApp() {
  const work = makeFolder();
  const app = join(work, "app");
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), JSON.stringify({ private: true, type: "module" }));
  npm(app, "install", "--silent", "--no-audit", "--no-fund", "--prefer-offline", pack(root, work));
  return app;
}

/**
 * @param {string} folder
 * @param {string[]} args
 * @returns {string} what it printed
 */
export function npm(folder, ...args) {
  // A shell, since npm is a script on Windows.
  return execFileSync("npm", ["--loglevel=error", ...args], {
    cwd: folder,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
}
