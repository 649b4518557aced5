/**
 * Measures the contenders in turn, inside a runtime.
 *
 * @import { Contender } from "./contenders.js"
 *
 * @typedef {Record<string, number[]>} Times nanoseconds a key, round by round, by contender
 */
import { makeContenders } from "./contenders.js";

/** Rounds that are counted, after some that let the engine optimise. */
const ROUNDS = 21;
const WARM_UP = 3;

/** Milliseconds of a sample: long beside the clock of a browser, which goes in steps of one. */
const SAMPLE = 20;

/** Random, and flat: engines keep what they have put together as a tree, and ids come from JSON. */
const ids = /** @type {string[]} */ (JSON.parse(JSON.stringify(Array.from({ length: 65_536 }, uuid))));
const secretKey = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);

/**
 * Measures the contenders in turn, round by round.
 *
 * @param {Contender[]} contenders
 * @param {number} batch ids at a time
 * @returns {Promise<Times>}
 */
async function measure(contenders, batch) {
  /** @type {Times} */
  const times = Object.fromEntries(contenders.map(({ name }) => [name, []]));
  const repeats = new Map();
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const contender of contenders) {
      const part = ids.slice(0, Math.min(batch, contender.most));
      const count = repeats.get(contender) ?? 1;
      const start = performance.now();
      for (let i = 0; i < count; i++) {
        const pending = contender.run(secretKey, part);
        if (pending) await pending;
      }
      const elapsed = performance.now() - start;
      if (round < 0) repeats.set(contender, Math.max(1, Math.ceil((count * SAMPLE) / Math.max(elapsed, 0.01))));
      else times[contender.name]?.push((1e6 * elapsed) / (count * part.length));
    }
  }
  return times;
}

/**
 * Everything that a runtime measures.
 *
 * @param {import("./contenders.js").Native} native
 * @param {number[]} batches ids at a time
 * @returns {Promise<Record<string, Times>>} by the size of the batch
 */
export async function measureAll(native, batches) {
  const contenders = await makeContenders(native);
  await checkAll(contenders);
  /** @type {Record<string, Times>} */
  const all = {};
  for (const batch of batches) all[batch] = await measure(contenders, batch);
  return all;
}

/**
 * Throws unless each contender computes the same keys.
 *
 * @param {Contender[]} contenders
 */
async function checkAll(contenders) {
  for (const id of ["", "a", ...ids.slice(0, 20)]) {
    /** @type {string[]} */
    const keys = [];
    for (const { check } of contenders) keys.push(String(Uint8Array.from(await check(secretKey, id))));
    const other = contenders.find((_, i) => keys[i] !== keys[0]);
    if (other) throw new Error(`${other.name} computes another key`);
  }
}

function uuid() {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
