/**
 * Measures the contenders in turn, inside a runtime.
 *
 * @import { Contender } from "./contenders.js"
 *
 * @typedef {Record<string, number[]>} Times nanoseconds a key, round by round, by contender
 *
 * @typedef {object} Plan
 * @property {number[]} batches ids at a time, UUIDs
 * @property {number[]} lengths bytes of the ids
 * @property {number} count ids of a batch in which they have such a length
 *
 * @typedef {Record<"batches" | "lengths", Record<string, Times>> & { alone: Times }} Measured by the size of the batch, and by
 *   the length of the ids; `alone`, a batch of 1,024 with no other contender between
 */
import { makeContenders } from "./contenders.js";

/** Rounds that are counted, after some that let the engine optimise. */
const ROUNDS = 21;
const WARM_UP = 3;

/** Milliseconds of a sample: long beside the clock of a browser, which goes in steps of one. */
const SAMPLE = 20;

/** Ids of a batch with which the peers are measured. */
const PEERS = 1024;

const secretKey = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);

/**
 * Measures the contenders in turn, round by round. Each round begins with another of them, so that none always follows the
 * same one's garbage.
 *
 * @param {Contender[]} contenders
 * @param {string[]} batch the ids of a call
 * @returns {Promise<Times>}
 */
async function measure(contenders, batch) {
  /** @type {Times} */
  const times = Object.fromEntries(contenders.map(({ name }) => [name, []]));
  const repeats = new Map();
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const first = (round + WARM_UP) % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      const part = batch.slice(0, contender.most);
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
 * Everything that a runtime measures. What takes ids one by one is measured with the batch of PEERS alone.
 *
 * @param {import("./contenders.js").Native} native
 * @param {Plan} plan
 * @returns {Promise<Measured>}
 */
export async function measureAll(native, { batches, lengths, count }) {
  const contenders = await makeContenders(native);
  await checkAll(contenders);
  const batchers = contenders.filter(({ most }) => most === Number.POSITIVE_INFINITY);
  let ids = uuids(PEERS);
  await measure(batchers, ids); // so that the first ones that count are optimised like the last
  /** @type {Measured} */
  const measured = { batches: {}, lengths: {}, alone: {} };
  for (const size of batches) {
    // No more than needed: what they leave to the collector would go on the account of the smallest batches.
    if (ids.length < size) ids = uuids(size);
    measured.batches[size] = await measure(size === PEERS ? contenders : batchers, ids.slice(0, size));
  }
  measured.alone = await measure(
    batchers.filter(({ name }) => name === "deriveVolumeKeysInto"),
    ids.slice(0, PEERS),
  );
  const fast = contenders.filter(({ name }) => !name.startsWith("WebCrypto"));
  for (const length of lengths) {
    const long = Array.from({ length: count }, (_, i) => flat(ids[i]?.repeat(Math.ceil(length / 36)).slice(0, length)));
    measured.lengths[length] = await measure(fast, long);
  }
  return measured;
}

/**
 * Throws unless each contender computes the same keys.
 *
 * @param {Contender[]} contenders
 */
async function checkAll(contenders) {
  for (const id of ["", "a", "a".repeat(65_536), ...uuids(20)]) {
    /** @type {string[]} */
    const keys = [];
    for (const { check } of contenders) keys.push(String(Uint8Array.from(await check(secretKey, id))));
    const other = contenders.find((_, i) => keys[i] !== keys[0]);
    if (other) throw new Error(`${other.name} computes another key`);
  }
}

/**
 * @param {number} count
 * @returns {string[]} random ones
 */
function uuids(count) {
  return Array.from({ length: count }, () => {
    const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return flat(hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"));
  });
}

/** As ids come from JSON: engines keep as a tree what they have put together. */
function flat(text = "") {
  return /** @type {string} */ (JSON.parse(JSON.stringify(text)));
}
