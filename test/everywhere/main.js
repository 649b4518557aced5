/**
 * Runs the suite on every runtime, over the packed package, and prints one table.
 *
 *     npm run test:everywhere                     in every way to run it, with 50,000 random derivations each
 *     npm run test:everywhere -- --count 1000000  with as many, in the first way of each runtime
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { inTurn } from "../../tools/in-turn.js";
import { browserRows } from "./browsers.js";
import { bundlerRows } from "./bundlers.js";
import { install } from "./folders.js";
import { processRows } from "./processes.js";
import { quickjsRows } from "./quickjs.js";
import { workerdRows } from "./workerd.js";

/**
 * @import { Report } from "./suite/suite.js"
 *
 * @typedef {object} Row a way to run the suite
 * @property {string} runtime
 * @property {string} what how the package is run there
 * @property {string[]} cores what its reports must be of, in order
 * @property {RegExp | undefined} [refusal] what a report must give as the reason, where WebAssembly is refused
 * @property {string | undefined} [missing] how to get the runtime, where it is not on this machine
 * @property {() => Promise<Report[]>} run
 */

const HEAD = ["runtime", "how", "core", "cases", "passed", "failed", "seconds"];

const requireAll = process.env.VOLUME_KEY_REQUIRE_ALL === "1";

const { values } = parseArgs({ options: { count: { type: "string" } } });
const count = values.count === undefined ? undefined : Number(values.count);
if (count !== undefined && !(count > 0)) throw new Error(`--count: expected a number, got ${values.count}`);

const { app, jsr } = install(count);
const all = [processRows(app, jsr), workerdRows(app), quickjsRows(app), browserRows(app), bundlerRows(app)].flat();
const isFirst = (/** @type {Row} */ row) => all.find(({ runtime }) => runtime === row.runtime) === row;
const rows = count === undefined ? all : all.filter(isFirst);
const results = await inTurn(rows, 2, runRow);

let [passed, failed] = [0, 0];
const table = [HEAD];
const remarks = [];
for (const [i, { runtime: name, what }] of rows.entries()) {
  const { reports = [], problem, missing } = results[i] ?? {};
  for (const report of reports) {
    const { runtime, core, cases, milliseconds, failures } = report;
    const reason = refusalOf(report);
    passed += cases - failures.length;
    failed += failures.length;
    const counts = [cases, cases - failures.length, failures.length, (milliseconds / 1000).toFixed(1)];
    table.push([runtime, what, core, ...counts.map(String)]);
    remarks.push(...failures.map((failure) => `FAILED ${runtime}, ${what}, ${core}: ${failure}`));
    if (reason !== undefined) remarks.push(`${runtime}, ${what}: ${reason.replace(/\s+/g, " ")}`);
  }
  if (problem !== undefined) {
    failed++;
    table.push([name, what, "FAILED, see below"]);
    remarks.push(`FAILED ${name}, ${what}: ${problem}`);
  }
  if (missing !== undefined) table.push([name, what, `not run; to get it: ${missing}`]);
}
const full = table.filter((cells) => cells.length === HEAD.length);
const widths = HEAD.map((_, i) => Math.max(...(i < 2 ? table : full).map((cells) => cells[i]?.length ?? 0)));
for (const cells of table) {
  console.log(cells.map((cell, i) => (i < 3 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  "));
}
for (const remark of remarks) console.log(remark);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/**
 * @param {Row} row
 * @returns {Promise<{ reports?: Report[], problem?: string, missing?: string }>}
 */
async function runRow({ cores, refusal, missing, run }) {
  if (missing !== undefined) return requireAll ? { problem: `it is not there; ${missing}` } : { missing };
  try {
    const reports = await run();
    const [expected, got] = [cores.join(", "), reports.map(({ core }) => core).join(", ")];
    if (got !== expected) return { reports, problem: `expected reports of ${expected}, got ${got || "none"}` };
    const reasons = reports.map(refusalOf).filter((reason) => reason !== undefined);
    const isRight = refusal
      ? reasons.length > 0 && reasons.every((reason) => refusal.test(reason))
      : reasons.length === 0;
    if (isRight) return { reports };
    return { reports, problem: `expected ${refusal ?? "no refusal"}, got ${reasons.join("; ") || "none"}` };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Why the core is not the faster one, where that was not the suite's own choice.
 *
 * @param {Report} report
 */
function refusalOf({ reason }) {
  return reason?.startsWith("useCore") ? undefined : reason;
}
