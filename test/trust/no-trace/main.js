/**
 * What is left of a key in the memory of the process that used it, by a search from outside. Linux alone shows it.
 *
 *     node test/trust/no-trace/main.js          every function, core and runtime, 1 to 100,000 calls: some minutes
 *     node test/trust/no-trace/main.js --short  1,000 calls on Node: seconds, as in the gate
 *
 * ```text
 *    child ── makes a key, uses it, wipes it, and waits ───────────────╮
 *      ╰─ the key behind a mask ─▶ parent ── searches /proc/PID/mem ──▶╯ for the key, for those derived from it, for keys that
 *                                                                        the child has kept, and for one that it never had
 * ```
 *
 * It fails where something is left on Node that is not the caller's, or a control is wrong.
 */
import process from "node:process";
import { commandRows } from "./command.js";
import { functionRows } from "./functions.js";
import { inTurn } from "../../../scripts/in-turn.js";
import { root } from "../../../scripts/root.js";

/**
 * @import { Counts } from "./traces.js"
 *
 * @typedef {object} Row
 * @property {string} runtime
 * @property {string} what the function, or the command's arguments
 * @property {string} core
 * @property {number} calls
 * @property {string} [text] whose the text is, where there is one that only its owner can let go
 * @property {string} [missing] how to get the runtime
 * @property {() => Promise<Found>} run
 *
 * @typedef {object} Found
 * @property {Counts} counts
 * @property {number} mebibytes that were searched
 * @property {string | undefined} fault of a control
 */

const HEAD = ["runtime", "what", "core", "calls", "bytes", "digits", "text", "text of the caller", "MiB"];

const short = process.argv.includes("--short");

process.chdir(root);
if (process.platform !== "linux") console.log("not run: the memory of another process is read on Linux only");
else await main();

async function main() {
  const rows = [...(await functionRows(short)), ...(await commandRows(short))];
  const results = await inTurn(rows, 2, async (row) => (row.missing === undefined ? row.run() : undefined));
  /** @type {string[][]} */
  const table = [];
  for (const [i, row] of rows.entries()) {
    const { runtime, what, core, calls, text = "", missing = "" } = row;
    const name = [runtime, what, core, calls.toLocaleString("en")];
    const found = results[i];
    if (found === undefined) {
      table.push([...name, `not run; to get it: ${missing}`]);
      continue;
    }
    const { counts, mebibytes, fault } = found;
    const sum = (/** @type {"bytes" | "digits" | "text"} */ kind) => sumOf(counts, kind);
    if (fault !== undefined) fail(`${name.join(", ")}: ${fault}`);
    const left = sum("bytes") + sum("digits") + (text === "" ? sum("text") : 0);
    if (left > 0 && calls > 0 && runtime.startsWith("Node")) fail(`${name.join(", ")}: ${left} traces`);
    table.push([...name, ...[sum("bytes"), sum("digits"), sum("text")].map(String), text, mebibytes.toFixed(0)]);
  }
  console.log(`| ${HEAD.join(" | ")} |\n| ${HEAD.map(() => "---").join(" | ")} |`);
  for (const cells of table) console.log(`| ${cells.join(" | ")} |`);
}

/**
 * @param {Counts} counts
 * @param {"bytes" | "digits" | "text"} kind
 */
function sumOf(counts, kind) {
  return Object.values(counts).reduce((sum, one) => sum + one[kind], 0);
}

/** @param {string} problem */
function fail(problem) {
  console.error(`FAILED ${problem}`);
  process.exitCode = 1;
}
