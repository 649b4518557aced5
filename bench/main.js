/**
 * What a key costs, beside what a user could pick instead, on every runtime.
 *
 *     npm run bench             tables
 *     npm run bench -- --json   every measurement, in nanoseconds a key
 *     npm run bench -- --write  tables, into docs/benchmarks.md too
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { root } from "../scripts/root.js";
import { nodeVersions } from "../scripts/runtimes.js";
import { chromium, firefox, webkit } from "../test/matrix/browsers.js";
import { bundle } from "../test/matrix/bundle.js";
import { makeFolder } from "../test/matrix/package.js";
import { runPage, versionOf } from "../test/matrix/pages.js";
import { runToEnd } from "../test/matrix/process.js";
import { measureFirstKey } from "./first-key.js";
import { markdownOf, partsOf, textOf } from "./table.js";

/**
 * @import { Times } from "./measure.js"
 * @import { Part } from "./table.js"
 *
 * @typedef {{ runtime: string, batches: Record<string, Times>, openssl: number[] }} Result
 */

const DOCUMENT = "docs/benchmarks.md";

/** Between what is written by hand and what is measured. */
const MARK = "<!-- What follows is written by `npm run bench -- --write`. -->";

const BATCHES = [4, 16, 64, 1024, 65_536];

/** Resolves `second:name` to another copy of the module. @type {import("esbuild").Plugin} */
const second = {
  name: "second copies",
  setup(build) {
    build.onResolve({ filter: /^second:/ }, async ({ path, kind, resolveDir }) => {
      const resolved = await build.resolve(path.replace("second:", ""), { kind, resolveDir });
      return { path: resolved.path, suffix: "?second" };
    });
  },
};

process.chdir(root);
const folder = join(makeFolder(), "app");
const results = [...(await processes()), ...(await pages())];
if (process.argv.includes("--json")) {
  console.log(JSON.stringify(results));
} else {
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}`;
  const sections = [
    ...results.map((result) => ({ heading: result.runtime, parts: partsOf(result) })),
    measureFirstKey(),
  ];
  console.log([machine, ...sections.map(({ heading, parts }) => textOf(heading, parts))].join("\n\n"));
  if (process.argv.includes("--write")) write(machine, sections);
}

/**
 * Puts the measurements into the document, behind what was written by hand.
 *
 * @param {string} machine
 * @param {{ heading: string, parts: Part[] }[]} sections
 */
function write(machine, sections) {
  const [byHand] = readFileSync(DOCUMENT, "utf8").split(MARK);
  const measured = [`Measured on: ${machine}.`, ...sections.map(({ heading, parts }) => markdownOf(heading, parts))];
  writeFileSync(DOCUMENT, `${byHand}${[MARK, ...measured].join("\n\n")}\n`);
}

/** @returns {Promise<Result[]>} */
async function processes() {
  const script = await bundle("bench/process.js", { format: "esm", platform: "node", plugins: [second] });
  const [newest] = nodeVersions()
    .filter(({ program }) => program !== undefined)
    .reverse();
  const bin = join(root, "node_modules/.bin");
  const programs = [
    { runtime: `Node ${process.versions.node}`, command: [process.execPath, "--input-type=module", "-"] },
    ...(newest
      ? [{ runtime: `Node ${newest.version}`, command: [String(newest.program), "--input-type=module", "-"] }]
      : []),
    {
      runtime: `Deno ${version(join(bin, "deno"))}`,
      command: [join(bin, "deno"), "run", "--quiet", "--allow-env", "-"],
    },
    { runtime: `Bun ${version(join(bin, "bun"))}`, command: [join(bin, "bun"), "run", "-"] },
  ];
  /** @type {Result[]} */
  const results = [];
  for (const { runtime, command } of programs) {
    const before = openssl();
    const batches = JSON.parse(await runToEnd([...command, ...BATCHES.map(String)], { input: script }));
    results.push({ runtime, batches, openssl: [...before, ...openssl()] });
  }
  return results;
}

/** @returns {Promise<Result[]>} */
async function pages() {
  const script = await bundle("bench/page.js", { plugins: [second] });
  /** @type {Result[]} */
  const results = [];
  for (const browser of [chromium, firefox, webkit]) {
    if (browser.missing !== undefined) {
      console.log(`NOT RUN ${browser.name}: ${browser.missing}`);
      continue;
    }
    const before = openssl();
    const batches = await runPage(folder, browser, { data: { batches: BATCHES }, script });
    results.push({ runtime: versionOf(browser), batches, openssl: [...before, ...openssl()] });
  }
  return results;
}

/**
 * OpenSSL's own loop in C, on messages of 88 bytes, as the limit.
 *
 * @returns {number[]} nanoseconds a message, several times
 */
function openssl() {
  const args = ["speed", "-bytes", "88", "-evp", "sha256", "-seconds", "1"];
  return Array.from({ length: 2 }, () => {
    const printed = execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const thousands = Number(printed.match(/sha256\s+([\d.]+)k/)?.[1]);
    return (1e6 * 88) / thousands;
  });
}

/** @param {string} program */
function version(program) {
  return execFileSync(program, ["--version"], { encoding: "utf8" }).match(/\d[\d.]+/)?.[0] ?? "";
}
