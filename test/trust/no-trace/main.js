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
import { inTurn } from "../../../scripts/in-turn.js";
import { root } from "../../../scripts/root.js";
import { commandRows } from "./command.js";
import { functionRows } from "./functions.js";

/**
 * @import { Found } from "./traces.js"
 *
 * @typedef {object} Row
 * @property {string} runtime
 * @property {string} what the function, or the command's arguments
 * @property {string} core
 * @property {number} calls
 * @property {string} [text] whose the text is, where there is one that only its owner can let go
 * @property {string} [missing] how to get the runtime
 * @property {() => Promise<Found>} run
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
    const { left, mebibytes, fault } = found;
    const ours = left.bytes + left.digits + (text === "" ? left.text : 0);
    if (fault !== undefined) fail(`${name.join(", ")}: ${fault}`);
    if (ours > 0 && runtime.startsWith("Node")) fail(`${name.join(", ")}: ${ours} traces`);
    table.push([...name, ...[left.bytes, left.digits, left.text].map(String), text, mebibytes.toFixed(0)]);
  }
  console.log(`| ${HEAD.join(" | ")} |\n| ${HEAD.map(() => "---").join(" | ")} |`);
  for (const cells of table) console.log(`| ${cells.join(" | ")} |`);
}

/** @param {string} problem */
function fail(problem) {
  console.error(`FAILED ${problem}`);
  process.exitCode = 1;
}
