/**
 * Judges mutants of the Wasm core: modules that differ from it a little, handed in through `useCore`, and so past the checksum of
 * the embedded one. None may derive a wrong key.
 *
 * ```text
 *    mutants ──┬─▶ suspect.js, a worker ──▶ verdicts, by the place of the mutant
 *              └─▶ suspect.js, a worker ──▶
 *                      ╰ ended, and another one started, when it stays at one mutant for too long
 * ```
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { bundle } from "../../tools/bundle.js";
import { expectedKeys } from "./programme.js";
import { VERDICTS } from "./verdicts.js";

/** @typedef {number | Uint8Array<ArrayBuffer>} Mutant a module, or the place of the one bit that differs */

/** @typedef {{ mutants: Mutant[], original: Uint8Array<ArrayBuffer>, source: string, expected: Uint8Array, next: Int32Array, verdicts: Uint8Array }} Shared what the workers share: `next` is the place of the mutant whose turn it is */

/** Milliseconds between two looks at a worker: one that is still at the same mutant hangs. The right module takes 100. */
const LIMIT = 1000;

/**
 * @param {Uint8Array<ArrayBuffer>} original
 * @param {Mutant[]} mutants
 * @param {import("esbuild").Plugin[]} [plugins] that change the library
 * @returns {Promise<import("./verdicts.js").Verdict[]>} in the order of the mutants
 */
export async function judge(original, mutants, plugins = []) {
  const options = { format: /** @type {const} */ ("iife"), globalName: "library", footer: { js: "library;" }, plugins };
  /** @type {Shared} */
  const shared = {
    mutants,
    original,
    source: await bundle("src/index.ts", options),
    expected: expectedKeys(),
    next: new Int32Array(new SharedArrayBuffer(4)),
    verdicts: new Uint8Array(new SharedArrayBuffer(mutants.length)), // "hung" until there is another
  };
  const worker = async () => {
    while (Atomics.load(shared.next, 0) < mutants.length) await untilItHangs(shared);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return Array.from(shared.verdicts, (verdict) => VERDICTS[verdict] ?? "wrong");
}

/**
 * Has a worker take one mutant after the other, until there is none left or one hangs.
 *
 * @param {Shared} shared
 * @returns {Promise<void>}
 */
function untilItHangs(shared) {
  return new Promise((resolve, reject) => {
    const begun = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(new URL("suspect.js", import.meta.url), { workerData: { ...shared, begun } });
    let last = -1;
    const watch = setInterval(() => {
      const now = Atomics.load(begun, 0);
      if (now === last) worker.terminate();
      last = now;
    }, LIMIT);
    worker.on("error", reject);
    worker.on("exit", () => {
      clearInterval(watch);
      resolve();
    });
  });
}
