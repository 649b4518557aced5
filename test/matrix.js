/** Runs the suite on every runtime and core, and prints one table. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { root } from "../scripts/root.js";

/**
 * @import { Report } from "./suite/suite.js"
 *
 * @typedef {object} Row
 * @property {string} program
 * @property {string} what the build that is run, and how
 * @property {string[]} args
 * @property {string[]} cores what its reports must be of, in order
 * @property {string} [missing] how to get the program
 */

process.chdir(root);
const requireAll = process.env.VOLUME_KEY_REQUIRE_ALL === "1";

const NODE = process.execPath;
const DENO = "node_modules/.bin/deno";
const BUN = "node_modules/.bin/bun";
const REINSTALL = "npm ci brings it along";
const BOTH = ["wasm", "js"];

/** @type {Row[]} */
const ROWS = [
  { program: NODE, what: "dist", args: ["--no-warnings", "test/runners/dist.js"], cores: BOTH },
  {
    program: NODE,
    what: "dist, --jitless",
    args: ["--no-warnings", "--jitless", "test/runners/no-wasm.js"],
    cores: ["js"],
  },
  {
    program: DENO,
    what: "src, no permission",
    args: ["run", "--no-prompt", "test/runners/source.js"],
    cores: BOTH,
    missing: REINSTALL,
  },
  {
    program: DENO,
    what: "dist, no permission",
    args: ["run", "--no-prompt", "test/runners/dist.js"],
    cores: BOTH,
    missing: REINSTALL,
  },
  { program: BUN, what: "src", args: ["test/runners/source.js"], cores: BOTH, missing: REINSTALL },
  { program: BUN, what: "dist", args: ["test/runners/dist.js"], cores: BOTH, missing: REINSTALL },
];

const results = await inTurn(ROWS, 2, async (row) => ({ row, ...(await runRow(row)) }));

let [passed, failed] = [0, 0];
const table = [["runtime", "package", "core", "cases", "passed", "failed", "seconds"]];
for (const { row, reports, problem } of results) {
  for (const { runtime, core, cases, milliseconds, failures } of reports) {
    passed += cases - failures.length;
    failed += failures.length;
    const counts = [cases, cases - failures.length, failures.length, (milliseconds / 1000).toFixed(1)].map(String);
    table.push([runtime, row.what, core, ...counts]);
    for (const failure of failures) console.log(`FAILED ${runtime}, ${row.what}, ${core}: ${failure}`);
  }
  if (problem === undefined) continue;
  const isFailure = requireAll || existsSync(row.program);
  if (isFailure) failed++;
  console.log(`${isFailure ? "FAILED" : "NOT RUN"} ${row.program}, ${row.what}: ${problem}`);
}
const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
for (const cells of table) {
  console.log(cells.map((cell, i) => (i < 3 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  "));
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/**
 * Runs the suite in a process of its own.
 *
 * @param {Row} row
 * @returns {Promise<{ reports: Report[], problem?: string }>}
 */
async function runRow({ program, args, cores, missing }) {
  if (!existsSync(program)) return { reports: [], problem: `it is not there; ${missing}` };
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (errors += chunk));
  const status = await new Promise((resolve) => child.on("close", resolve));
  const reports = output
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  if (status !== 0) return { reports, problem: `it ended with ${status}: ${errors.trim()}` };
  const [expected, got] = [cores.join(", "), reports.map(({ core }) => core).join(", ")];
  if (got !== expected) return { reports, problem: `expected reports of the cores ${expected}, got ${got}` };
  return { reports };
}

/**
 * Does the work with `width` of them under way at once; the results are in the order of the items.
 *
 * @template T, R
 * @param {T[]} items
 * @param {number} width
 * @param {(item: T) => Promise<R>} work
 * @returns {Promise<R[]>}
 */
async function inTurn(items, width, work) {
  /** @type {R[]} */
  const results = new Array(items.length);
  const queue = items.entries();
  const worker = async () => {
    for (const [i, item] of queue) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
