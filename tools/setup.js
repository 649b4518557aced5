/** Makes a fresh checkout ready: what is pinned in the lockfile, then dist/. Does nothing where that is done. */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { root } from "./root.js";

/** A copy of the lockfile that was installed from. */
const INSTALLED = "node_modules/.installed-lock.json";

export function install() {
  if (existsSync(join(root, INSTALLED)) && read(INSTALLED) === read("package-lock.json")) return;
  say("installing the pinned dependencies into node_modules/");
  run("npm", ["ci", "--silent", "--no-audit", "--no-fund"]);
  copyFileSync(join(root, "package-lock.json"), join(root, INSTALLED));
}

export function build() {
  const made = join(root, "dist/cli.js");
  const sources = ["src", "build"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))),
  );
  const newest = Math.max(...sources.map((name) => statSync(join(root, name)).mtimeMs));
  if (existsSync(made) && statSync(made).mtimeMs > newest) return;
  say("building dist/");
  run(process.execPath, ["node_modules/tsup/dist/cli-default.js", "--silent"]);
}

/**
 * Standard output belongs to the command that follows.
 *
 * @param {string} program
 * @param {string[]} args
 */
function run(program, args) {
  // A shell, since npm is a script on Windows.
  execFileSync(program, args, { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
}

/** @param {string} what */
function say(what) {
  process.stderr.write(`setting up: ${what}\n`);
}

/** @param {string} name */
function read(name) {
  return readFileSync(join(root, name), "utf8");
}
