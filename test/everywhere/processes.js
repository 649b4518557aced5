/** The suite on Node, Deno and Bun. */
import { join } from "node:path";
import process from "node:process";
import { bundle } from "../../tools/bundle.js";
import { runReports, runToEnd } from "../../tools/process.js";
import { BUN, DENO, nodeVersions } from "../../tools/runtimes.js";

/** @import { Row } from "./main.js" */

/** What runs in a folder. */
const IMPORT = "test/everywhere/inside/import.js";
const SOURCES = "test/everywhere/inside/sources.js";

/** Under `deno test` and `bun test`, which say what they run. */
const TEST = "./test/everywhere/inside/packaged.test.js";

const BOTH = ["wasm", "js"];

/** Node 20 and 22 say of an import of JSON, and Node 20 of the permission model, that it is experimental. */
const QUIET = "--disable-warning=ExperimentalWarning";

/**
 * @param {string} app a user's folder
 * @param {string} jsr a folder with the sources
 * @returns {Row[]}
 */
export function processRows(app, jsr) {
  return [...nodeRows(app), ...denoRows(app, jsr), ...bunRows(app, jsr)];
}

/**
 * @param {string} app
 * @returns {Row[]}
 */
function nodeRows(app) {
  const running = { version: process.versions.node, program: process.execPath };
  return [running, ...nodeVersions()].flatMap(({ version, program = "" }) => {
    const line = Number.parseInt(version, 10);
    const permission = line < 22 ? "--experimental-permission" : "--permission";
    // Up to Node 22, --jitless alone says that it disables the other.
    const jitless = line < 24 ? ["--no-expose-wasm", "--jitless"] : ["--jitless"];
    const run = (/** @type {string[]} */ ...args) => runReports([program, ...args], { cwd: app });
    const rows = rowsOf(`Node ${version}`, {
      import: () => run(QUIET, IMPORT, ...BOTH),
      "require()": () => run("test/everywhere/inside/require.cjs", ...BOTH),
      "permission model, nothing granted": async () => {
        const entry = join(app, "test/everywhere/inside/no-permission.js");
        const input = await bundle(entry, { format: "esm", platform: "node" });
        return runReports([program, QUIET, permission, "--input-type=module", "-", ...BOTH], { cwd: app, input });
      },
    });
    const withoutWasm = {
      runtime: `Node ${version}`,
      what: "--jitless",
      cores: ["js"],
      refusal: /this runtime has no WebAssembly/,
      run: () => run(QUIET, ...jitless, IMPORT, "auto"),
    };
    return [...rows, withoutWasm].map((row) => ({
      ...row,
      missing: program === "" ? "npm run runtimes" : undefined,
    }));
  });
}

/**
 * @param {string} app
 * @param {string} jsr
 * @returns {Row[]}
 */
function denoRows(app, jsr) {
  const run = async (/** @type {string} */ cwd, /** @type {string} */ file) => {
    await runToEnd([DENO, "check", "--quiet", "test/package/types/usage.ts"], { cwd });
    return runReports([DENO, "run", "--quiet", "--no-prompt", file, ...BOTH], { cwd });
  };
  return rowsOf("Deno", {
    "npm package, deno check, no permission": () => run(app, IMPORT),
    "sources, deno check, no permission": () => run(jsr, SOURCES),
    "deno test": () => runReports([DENO, "test", "--no-check", TEST], { cwd: app, talks: true }),
  });
}

/**
 * @param {string} app
 * @param {string} jsr
 * @returns {Row[]}
 */
function bunRows(app, jsr) {
  return rowsOf("Bun", {
    import: () => runReports([BUN, IMPORT, ...BOTH], { cwd: app }),
    sources: () => runReports([BUN, SOURCES, ...BOTH], { cwd: jsr }),
    "bun test": () => runReports([BUN, "test", "--timeout=120000", TEST], { cwd: app, talks: true }),
    "bun build --compile": async () => {
      const executable = join(app, "compiled");
      await runToEnd([BUN, "build", "--compile", IMPORT, "--outfile", executable], { cwd: app });
      return runReports([executable, ...BOTH], { cwd: app });
    },
  });
}

/**
 * @param {string} runtime
 * @param {Record<string, Row["run"]>} runs by what they do
 * @returns {Row[]}
 */
function rowsOf(runtime, runs) {
  return Object.entries(runs).map(([what, run]) => ({ runtime, what, cores: BOTH, run }));
}
