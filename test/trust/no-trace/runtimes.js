/** A script, bundled into a file, and how each runtime runs it. */
import { existsSync, writeFileSync } from "node:fs";
import process from "node:process";
import { bundle } from "../../../tools/bundle.js";
import { BUN, DENO, numberOf } from "../../../tools/runtimes.js";

/**
 * @typedef {object} Runtime
 * @property {string} runtime with its version
 * @property {string | undefined} missing how to get it, where it is not there
 * @property {string[]} command that runs the script; its arguments come after
 */

/**
 * @param {string} file that is written
 * @param {string} script
 * @param {boolean} nodeOnly
 * @param {string} [preload] a file that is run before
 * @returns {Promise<Runtime[]>}
 */
export async function deployed(file, script, nodeOnly, preload) {
  writeFileSync(file, await bundle(script, { format: "esm", platform: "node" }));
  const before = (/** @type {string} */ option) => (preload === undefined ? [] : [option, preload]);
  const all = [
    { name: "Node", program: process.execPath, args: [...before("--import"), file] },
    { name: "Deno", program: DENO, args: ["run", "--quiet", "--allow-all", ...before("--preload"), file] },
    { name: "Bun", program: BUN, args: ["run", ...before("--preload"), file] },
  ];
  return all.slice(0, nodeOnly ? 1 : 3).map(({ name, program, args }) => ({
    runtime: existsSync(program) ? `${name} ${numberOf(program)}` : name,
    missing: existsSync(program) ? undefined : "npm ci",
    command: [program, ...args],
  }));
}
