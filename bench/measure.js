/**
 * Measures the contenders in turn, inside a runtime.
 *
 * @import { Contender } from "./contenders.js"
 * @import { Measured, Sample } from "./jobs.js"
 */
import { expectWasm, makeContenders } from "./contenders.js";
import { BATCHES, IDS } from "./jobs.js";

/** Rounds that are counted, after some that let the engine optimise. */
const ROUNDS = 15;
const WARM_UP = 3;

/** Milliseconds of a sample: long beside the clock of a browser, which goes in steps of one. */
const SAMPLE = 30;

const secretKey = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);

/**
 * Everything that a runtime measures.
 *
 * @param {import("./contenders.js").Native} native
 * @returns {Promise<Measured>}
 */
export async function measureAll(native) {
  const contenders = await makeContenders(native);
  expectWasm();
  await checkAll(contenders);
  const ids = uuids(IDS.UUID.count);
  const fast = contenders.filter(({ kind, batches }) => kind !== "awaited" && !batches);
  const batchers = contenders.filter(({ batches }) => batches);
  /** @type {Measured} */
  const measured = {};
  for (const [job, { count, length }] of Object.entries(IDS)) {
    const long = ids.slice(0, count).map((id) => flat(id.repeat(Math.ceil(length / id.length)).slice(0, length)));
    measured[job] = await measure(job === "UUID" ? contenders : fast, long);
  }
  for (const [job, count] of Object.entries(BATCHES)) {
    measured[job] = await measure(batchers, ids.slice(0, count));
  }
  expectWasm();
  return measured;
}

/**
 * Measures the contenders in turn, round by round. Each round begins with another of them, so that none always follows the
 * same one's garbage.
 *
 * @param {Contender[]} contenders
 * @param {string[]} ids
 * @returns {Promise<Sample[]>}
 */
async function measure(contenders, ids) {
  const samples = contenders.map((contender) => ({
    contender,
    part: ids.slice(0, contender.most),
    repeats: 1,
    times: /** @type {number[]} */ ([]),
  }));
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const first = (round + WARM_UP) % samples.length;
    for (const sample of [...samples.slice(first), ...samples.slice(0, first)]) {
      const { contender, part, repeats, times } = sample;
      const start = performance.now();
      for (let i = 0; i < repeats; i++) {
        const pending = contender.run(secretKey, part);
        if (pending) await pending;
      }
      const elapsed = performance.now() - start;
      if (round < 0) sample.repeats = Math.max(1, Math.ceil((repeats * SAMPLE) / Math.max(elapsed, 0.01)));
      else times.push((1e6 * elapsed) / (repeats * part.length));
    }
  }
  return samples.map(({ contender: { name, kind }, times }) => ({ name, kind, times }));
}

/**
 * Throws unless each contender computes the same keys.
 *
 * @param {Contender[]} contenders
 */
async function checkAll(contenders) {
  for (const id of ["", "a", "é", "a".repeat(65_536), ...uuids(20)]) {
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
