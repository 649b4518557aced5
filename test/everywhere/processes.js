/** The suite on Node, Deno and Bun. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { bundle } from "../../tools/bundle.js";
import { runReports, runToEnd } from "../../tools/process.js";
import { BUN, DENO, nodeVersions, SETUP } from "../../tools/runtimes.js";

/** @import { Row } from "./main.js" */

/** Under `deno test` and `bun test`, which say what they run. */
const ownTest = "./test/everywhere/inside/packaged.test.js";

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
    const common = {
      runtime: `Node ${version}`,
      ...(program === "" ? { missing: "npm run runtimes" } : {}),
    };
    const line = Number.parseInt(version, 10);
    const permission = line < 22 ? "--experimental-permission" : "--permission";
    // Up to Node 22, --jitless alone says that it disables the other.
    const jitless = line < 24 ? ["--no-expose-wasm", "--jitless"] : ["--jitless"];
    const imported = "test/everywhere/inside/import.js";
    return [
      {
        ...common,
        what: "import",
        cores: BOTH,
        run: () => runReports([program, QUIET, imported, ...BOTH], { cwd: app }),
      },
      {
        ...common,
        what: "require()",
        cores: BOTH,
        run: () => runReports([program, "test/everywhere/inside/require.cjs", ...BOTH], { cwd: app }),
      },
      {
        ...common,
        what: "--jitless",
        cores: ["js"],
        refusal: /this runtime has no WebAssembly/,
        run: () => runReports([program, QUIET, ...jitless, imported, "auto"], { cwd: app }),
      },
      {
        ...common,
        what: "permission model, nothing granted",
        cores: BOTH,
        async run() {
          const input = await bundle(join(app, "test/everywhere/inside/no-permission.js"), {
            format: "esm",
            platform: "node",
          });
          const command = [program, QUIET, permission, "--input-type=module", "-", ...BOTH];
          return runReports(command, { cwd: app, input });
        },
      },
    ];
  });
}

/**
 * @param {string} app
 * @param {string} jsr
 * @returns {Row[]}
 */
function denoRows(app, jsr) {
  const check = ["check", "--quiet", "test/package/types/usage.ts"];
  return rowsOf("Deno", DENO, {
    "npm package, deno check, no permission": async () => {
      await runToEnd([DENO, ...check], { cwd: app });
      return runReports([DENO, "run", "--no-prompt", "test/everywhere/inside/import.js", ...BOTH], { cwd: app });
    },
    "sources, deno check, no permission": async () => {
      await runToEnd([DENO, ...check], { cwd: jsr });
      return runReports([DENO, "run", "--quiet", "--no-prompt", "test/everywhere/inside/sources.js", ...BOTH], {
        cwd: jsr,
      });
    },
    "deno test": () => runReports([DENO, "test", "--no-check", ownTest], { cwd: app, talks: true }),
  });
}

/**
 * @param {string} app
 * @param {string} jsr
 * @returns {Row[]}
 */
function bunRows(app, jsr) {
  return rowsOf("Bun", BUN, {
    import: () => runReports([BUN, "test/everywhere/inside/import.js", ...BOTH], { cwd: app }),
    sources: () => runReports([BUN, "test/everywhere/inside/sources.js", ...BOTH], { cwd: jsr }),
    "bun test": () => runReports([BUN, "test", "--timeout=120000", ownTest], { cwd: app, talks: true }),
    "bun build --compile": async () => {
      const executable = join(app, "compiled");
      await runToEnd([BUN, "build", "--compile", "test/everywhere/inside/import.js", "--outfile", executable], {
        cwd: app,
      });
      return runReports([executable, ...BOTH], { cwd: app });
    },
  });
}

/**
 * @param {string} runtime
 * @param {string} program
 * @param {Record<string, Row["run"]>} runs by what they do
 * @returns {Row[]}
 */
function rowsOf(runtime, program, runs) {
  const missing = existsSync(program) ? {} : { missing: SETUP };
  return Object.entries(runs).map(([what, run]) => ({ runtime, what, cores: BOTH, run, ...missing }));
}
