/**
 * Very many keys, each compared with node:crypto's, which is OpenSSL: on Node in threads, key by key; elsewhere by a digest of
 * every 10,000.
 *
 *     node test/trust/soak/main.js            10^8 keys on Node, a tenth of them by the fallback, and 10^7 on each other runtime
 *     node test/trust/soak/main.js 10000000   so many on Node, and a tenth of that on each other one
 *     node test/trust/soak/main.js 10000000 node   on Node alone
 *
 * It prints a line a minute.
 */
import { once } from "node:events";
import { availableParallelism } from "node:os";
import process from "node:process";
import { Worker } from "node:worker_threads";
import { everywhere } from "../../../tools/everywhere.js";
import { inTurn } from "../../../tools/in-turn.js";
import { root } from "../../../tools/root.js";
import { PART } from "./parts.js";

/** Parts that one process or page takes, which has four minutes. A fallback, which is no answer here, would take two. */
const TURN = 250;

const [count = "100000000", only] = process.argv.slice(2);
const parts = Math.ceil(Number(count) / PART);
const elsewhere = only === "node" ? 0 : Math.ceil(parts / 10);
const seed = Date.now() | 0;

process.chdir(root);
const next = new Int32Array(new SharedArrayBuffer(8));
const digests = new Uint8Array(new SharedArrayBuffer(32 * elsewhere));
/** Parts that are done, by runtime. @type {Map<string, number>} */
const done = new Map();
const minute = setInterval(() => {
  for (const [runtime, n] of done) if (n < elsewhere) say(`${runtime}: ${told(n)} keys so far`);
  if (done.size === 0) say(`Node: ${told(next[1] ?? 0)} keys of ${told(parts + elsewhere)} so far`);
}, 60_000);

await onNode();
if (elsewhere > 0) await onOthers();
clearInterval(minute);

async function onNode() {
  const begun = Date.now();
  const workerData = {
    seed,
    fallback: Math.ceil(parts / 10),
    references: elsewhere,
    parts: parts + elsewhere,
    next,
    digests,
  };
  const threads = Array.from({ length: availableParallelism() }, async () => {
    await once(new Worker(new URL("worker.js", import.meta.url), { workerData }), "exit"); // throws what the thread throws
  });
  await Promise.all(threads);
  const [fallback, rest] = [Math.ceil(parts / 10), parts - Math.ceil(parts / 10)];
  const ways = `${told(rest)} by the Wasm core and ${told(fallback)} by the fallback, half of each one by one and half in batches`;
  say(`Node ${process.versions.node}: ${ways}: those of node:crypto, in ${Math.round((Date.now() - begun) / 1000)} s`);
}

async function onOthers() {
  const places = (await everywhere("test/trust/soak")).filter(
    ({ runtime }) => runtime !== `Node ${process.versions.node}`,
  );
  await inTurn(places, 2, async ({ runtime, missing, run }) => {
    if (missing !== undefined) return say(`${runtime}: not run; to get it: ${missing}`);
    done.set(runtime, 0);
    for (let first = 0; first < elsewhere; first += TURN) {
      const turn = Math.min(TURN, elsewhere - first);
      const { core, digests: got } = await run({ seed: seed + parts + first, parts: turn });
      done.set(runtime, first + turn);
      const wrong = Array.from({ length: turn }, (_, i) => i).find((i) => got[i] !== digestAt(first + i));
      if (core === "wasm" && wrong === undefined) continue;
      process.exitCode = 1;
      return say(`FAILED ${runtime}: ${core}, another key with the seed ${seed + parts + first + (wrong ?? 0)}`);
    }
    say(`${runtime}: ${told(elsewhere)} keys, half one by one and half in batches: those of node:crypto`);
  });
}

/** @param {number} part */
function digestAt(part) {
  return Buffer.from(digests.subarray(32 * part, 32 * part + 32)).toString("hex");
}

/** @param {number} parts */
function told(parts) {
  return (PART * parts).toLocaleString("en");
}

/** @param {string} line */
function say(line) {
  console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
}
