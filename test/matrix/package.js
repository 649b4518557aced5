/** The package as its users have it: packed, installed, beside the suite and the runners. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { root } from "../../scripts/root.js";
import { makeReferences } from "./references.js";

/** What a user's folder gets of ours, to run there. */
const TESTS = ["test/suite", "test/runners", "test/types/usage.ts"];

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
 * Makes two temporary folders in which the suite is run: `app`, a user's, and `jsr`, with the sources that JSR publishes.
 *
 * @returns {{ app: string, jsr: string }}
 */
export function install() {
  const [app, jsr] = [installApp(), makeFolder()];

  const { publish } = JSON.parse(readFileSync(join(root, "deno.json"), "utf8"));
  const left = new Set(publish.exclude.map((/** @type {string} */ name) => join(root, name)));
  for (const name of publish.include) {
    cpSync(join(root, name), join(jsr, name), { recursive: true, filter: (from) => !left.has(from) });
  }
  cpSync(join(root, "test/vectors"), join(jsr, "test/vectors"), { recursive: true });

  const references = JSON.stringify(makeReferences(Date.now() | 0));
  for (const folder of [app, jsr]) {
    for (const name of TESTS) cpSync(join(root, name), join(folder, name), { recursive: true });
    writeFileSync(join(folder, "test/references.json"), references);
  }
  return { app, jsr };
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
