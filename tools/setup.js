/**
 * Makes a checkout ready: what the lockfiles pin, then dist/. Does nothing where that is done.
 *
 *     node tools/setup.js            node_modules/ and dist/
 *     node tools/setup.js test bench  the packages too that only those folders use
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { isMain, root } from "./root.js";

/** What dist/ is made of. */
const SOURCES = ["src", "cli", "build", "tsup.config.ts"];

/**
 * Installs the packages of a folder's lockfile, unless they are there.
 *
 * @param {string} folder
 * @param {{ omitDev?: boolean }} [options] `omitDev`: the runtime dependencies are enough
 */
export function install(folder, { omitDev = false } = {}) {
  const installed = packagesOf(folder, "node_modules/.package-lock.json");
  const isThere = Object.entries(packagesOf(folder, "package-lock.json")).every(
    ([path, { version, optional, dev }]) =>
      !path.startsWith("node_modules/") || optional || (dev && omitDev) || installed[path]?.version === version,
  );
  if (isThere) return;
  say(`installing the packages that ${join(folder, "package-lock.json")} pins`);
  run(folder, "npm", ["ci", "--loglevel=error", "--no-audit", "--no-fund", ...(omitDev ? ["--omit=dev"] : [])]);
}

/** Builds dist/, unless it is newer than its sources. */
export function build() {
  if (!isOlder("dist/cli.js", SOURCES)) return;
  say("building dist/");
  run(".", process.execPath, ["node_modules/tsup/dist/cli-default.js", "--silent"]);
}

/**
 * @param {string} made a file
 * @param {string[]} sources the files and folders that it is made of
 * @returns {boolean} whether it is older than they are, or not there
 */
export function isOlder(made, sources) {
  const file = join(root, made);
  const newest = Math.max(...sources.flatMap(filesOf).map((source) => statSync(source).mtimeMs));
  return !existsSync(file) || statSync(file).mtimeMs <= newest;
}

/**
 * @param {string} folder
 * @param {string} lockfile
 * @returns {Record<string, { version?: string, optional?: boolean, dev?: boolean }>} by their paths
 */
function packagesOf(folder, lockfile) {
  const file = join(root, folder, lockfile);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : {};
}

/**
 * @param {string} name
 * @returns {string[]} it, and all that is in it
 */
function filesOf(name) {
  const path = join(root, name);
  const inside = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: "utf8" }) : [];
  return [path, ...inside.map((file) => join(path, file))];
}

/**
 * Runs a program, and ends where it fails, since it has said why. Standard output belongs to the command that follows.
 *
 * @param {string} folder
 * @param {string} program
 * @param {string[]} args
 */
function run(folder, program, args) {
  // A shell, since npm is a script on Windows.
  const options = { cwd: join(root, folder), shell: process.platform === "win32" };
  const { status } = spawnSync(program, args, { ...options, stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exit(1);
}

/** @param {string} what */
function say(what) {
  process.stderr.write(`setting up: ${what}\n`);
}

if (isMain(import.meta.url)) {
  for (const folder of [".", ...process.argv.slice(2)]) install(folder);
  build();
}
