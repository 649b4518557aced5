/** A script of ours, bundled, on Node, Deno and Bun, and in a page of each browser. */
import { join } from "node:path";
import process from "node:process";
import { chromium, firefox, webkit } from "./browsers.js";
import { bundle } from "./bundle.js";
import { makeFolder } from "./package.js";
import { runPage, versionOf } from "./pages.js";
import { runToEnd } from "./process.js";
import { BUN, DENO, nodeVersions, numberOf } from "./runtimes.js";

/**
 * @typedef {object} Place where a script runs
 * @property {string} runtime with its version
 * @property {string | undefined} [missing] how to get it, where it is not on this machine
 * @property {(data: object) => Promise<any>} run gives the script its data, and returns the result
 */

/**
 * @param {string} folder of the scripts: process.js takes its data as an argument and prints its result, both as JSON, and
 *   page.js takes it from the data block and posts the result
 * @param {import("esbuild").Plugin[]} [plugins]
 * @returns {Promise<Place[]>}
 */
export async function everywhere(folder, plugins = []) {
  const input = await bundle(`${folder}/process.js`, { format: "esm", platform: "node", plugins });
  const script = await bundle(`${folder}/page.js`, { plugins });
  const profiles = join(makeFolder(), "app");
  const newest = nodeVersions().at(-1);
  const [asModule, permissions] = [
    ["--input-type=module", "-"],
    ["--quiet", "--allow-env", "-"],
  ];
  const programs = [
    { runtime: `Node ${process.versions.node}`, program: process.execPath, args: asModule },
    { runtime: `Node ${newest?.version}`, program: newest?.program, args: asModule },
    { runtime: `Deno ${numberOf(DENO)}`, program: DENO, args: ["run", ...permissions] },
    { runtime: `Bun ${numberOf(BUN)}`, program: BUN, args: ["run", "-"] },
  ];
  return [
    ...programs.map(({ runtime, program = "", args }) => ({
      runtime,
      missing: program === "" ? "npm run runtimes" : undefined,
      run: async (/** @type {object} */ data) =>
        JSON.parse(await runToEnd([program, ...args, JSON.stringify(data)], { input })),
    })),
    ...[chromium, firefox, webkit].map((browser) => ({
      runtime: browser.missing === undefined ? versionOf(browser) : browser.name,
      missing: browser.missing,
      run: (/** @type {object} */ data) => runPage(profiles, browser, { data, script }),
    })),
  ];
}
