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
import { inTurn } from "../../../tools/in-turn.js";
import { root } from "../../../tools/root.js";
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
 * @property {{ of: "secret" | "volume", owner: "argument" | "result" }} [text] of which key the caller has a text, and how
 * @property {string} [missing] how to get the runtime
 * @property {() => Promise<Found>} run
 */

const short = process.argv.includes("--short");

process.chdir(root);
if (process.platform !== "linux") console.log("not run: the memory of another process is read on Linux only");
else await main();

async function main() {
  const tables = [await functionRows(short), await commandRows(short)];
  const sizes = [];
  for (const rows of tables) {
    const results = await inTurn(rows, 2, async (row) => (row.missing === undefined ? row.run() : undefined));
    print(rows, results);
    sizes.push(...results.flatMap((found) => (found === undefined ? [] : Math.round(found.mebibytes))));
  }
  console.log(`${sizes.length} processes, ${Math.min(...sizes)} to ${Math.max(...sizes)} MiB searched in each`);
}

/**
 * Prints a table with a line for a function, core and runtime, and a column for each number of calls.
 *
 * @param {Row[]} rows
 * @param {(Found | undefined)[]} results
 */
function print(rows, results) {
  const counts = [...new Set(rows.map(({ calls }) => calls))].sort((a, b) => a - b);
  const head = ["runtime", "what", "core", ...counts.map((n) => `${n.toLocaleString("en")} ×`)];
  console.log(`\n| ${head.join(" | ")} |\n| ${head.map(() => "---").join(" | ")} |`);
  /** @type {Map<string, string[]>} */
  const lines = new Map();
  for (const [i, row] of rows.entries()) {
    const name = [row.runtime, row.what, row.core].join(" | ");
    const cells = lines.get(name) ?? counts.map(() => "");
    cells[counts.indexOf(row.calls)] = cellOf(row, results[i]);
    lines.set(name, cells);
  }
  for (const [name, cells] of lines) console.log(`| ${name} | ${cells.join(" | ")} |`);
}

/**
 * @param {Row} row
 * @param {Found | undefined} found
 * @returns {string} what is left; in brackets what is the caller's
 */
function cellOf({ runtime, what, core, calls, text, missing }, found) {
  if (found === undefined) return `not run; to get it: ${missing}`;
  const name = [runtime, what, core, `${calls} ×`].filter(Boolean).join(", ");
  if (found.fault !== undefined) fail(`${name}: ${found.fault}`);
  const ours = [];
  let theirs = "";
  for (const key of /** @type {const} */ (["secret", "volume"])) {
    for (const kind of /** @type {const} */ (["bytes", "digits", "text"])) {
      const n = found[key][kind];
      if (kind === "text" && text?.of === key) theirs = ` (text: ${n}, the ${text.owner})`;
      else if (n > 0) ours.push(`${n} × ${key} key, ${kind}`);
    }
  }
  // Without a call it is the child itself.
  if (ours.length > 0 && (runtime.startsWith("Node") || calls === 0)) fail(`${name}: ${ours.join("; ")}`);
  return `${ours.join("; ") || "0"}${theirs}`;
}

/** @param {string} problem */
function fail(problem) {
  console.error(`FAILED ${problem}`);
  process.exitCode = 1;
}
