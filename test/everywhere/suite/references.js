/**
 * The derivations whose keys come from another implementation: the host computes them with node:crypto, and each runtime
 * repeats them from the same seed.
 */
import { randomFrom } from "./check.js";

/** @typedef {{ secretKey: Uint8Array, workloadId: string }} Input */

/**
 * @typedef {{ seed: number, count: number, random: number[] } & Record<keyof typeof INPUTS, string>} References `random` has the
 *   checksum of each batch's keys; the others are keys in hex, 64 digits each
 */

/** The first and last code points of scripts and blocks, so that ids have UTF-8 of every length. */
const SCRIPTS = [
  [0x20, 0x7e],
  [0x20, 0x7e],
  [0x00, 0x7f],
  [0xa1, 0x24f],
  [0x400, 0x4ff],
  [0x4e00, 0x9fff],
  [0xe000, 0xffff],
  [0x1f300, 0x1faff],
  [0x10000, 0x10ffff],
];

/**
 * A text of each length of UTF-8, from 1 byte to 4, in no order: where it repeated itself, bytes that were left behind could be
 * those that belong there. Its length is prime, so that it has that too where it is repeated.
 */
const TEXTS = [
  [0x21, 0x7e],
  [0xa1, 0x7ff],
  [0x4e00, 0x9fff],
  [0x1f300, 0x1faff],
].map(([first = 0, last = 0], i) => {
  const random = randomFrom(i);
  const characters = Array.from({ length: 10_007 }, () => String.fromCodePoint(first + random(last - first + 1)));
  return characters.join("");
});

/**
 * An id of as many bytes, all of them of characters of one length but the first few.
 *
 * @param {number} bytes
 * @param {number} size bytes a character
 */
function idOf(bytes, size) {
  const units = size === 4 ? 2 : 1;
  return "a".repeat(bytes % size) + (TEXTS[size - 1] ?? "").slice(0, units * Math.floor(bytes / size));
}

/**
 * Bytes of an id at which the Wasm core's room for a message is full for the first and the second time: END - WORKLOAD_ID in
 * assembly/memory.ts, and END - REST more. The padding takes 9 bytes.
 *
 * @type {[number, number]}
 */
export const EDGES = [4172, 8268];

/** By the name of their keys in the references. */
export const INPUTS = {
  lengths: lengthInputs,
  lanes: laneInputs,
  edges: edgeInputs,
  long: longInputs,
};

/** The random derivations of a batch. */
export const BATCH = 50;

/**
 * Random secret keys, each with a batch of random ids.
 *
 * @param {number} seed
 * @param {number} count ids in all
 */
export function* randomBatches(seed, count) {
  const random = randomFrom(seed);
  const randomId = () => {
    // Most ids are short, since some engines only interpret.
    const length = random(random(8) === 0 ? 301 : 61);
    const [first = 0, last = 0] = SCRIPTS[random(SCRIPTS.length)] ?? [];
    let id = "";
    for (let i = 0; i < length; i++) id += String.fromCodePoint(first + random(last - first + 1));
    return id;
  };
  for (let n = 0; n < count; n += BATCH) {
    const secretKey = Uint8Array.from({ length: 32 }, () => random(256));
    yield { secretKey, workloadIds: Array.from({ length: BATCH }, randomId) };
  }
}

/**
 * Ids of every length from 0 to 300 bytes, for each length of UTF-8.
 *
 * @returns {Iterable<Input>}
 */
function* lengthInputs() {
  const secretKey = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);
  for (const size of [1, 2, 3, 4]) {
    for (let length = 0; length <= 300; length++) yield { secretKey, workloadId: idOf(length, size) };
  }
}

/**
 * Ids around the longest that takes a lane, 300 UTF-16 units (src/core/lanes.ts), in each length of UTF-8; then three times as
 * many of the longest as the lanes take at a time, with a short one behind them.
 *
 * @returns {Iterable<Input>}
 */
function* laneInputs() {
  const secretKey = Uint8Array.from({ length: 32 }, (_, i) => 3 * i);
  for (const size of [1, 2, 3, 4]) {
    for (const units of [298, 299, 300, 301, 302, 327, 345, 400]) {
      const characters = size === 4 ? Math.floor(units / 2) : units;
      yield { secretKey, workloadId: idOf(size * characters, size).padEnd(units, "x") };
    }
  }
  for (let i = 0; i < 96; i++) yield { secretKey, workloadId: idOf(900 + 3 * i, 3).slice(i) };
  yield { secretKey, workloadId: "a" };
}

/**
 * Ids that fill the Wasm core's room for a message, or nearly, in each length of UTF-8: no character is cut in two. Then
 * ids that fill it many times.
 *
 * @returns {Iterable<Input>}
 */
function* edgeInputs() {
  const secretKey = Uint8Array.from({ length: 32 }, (_, i) => i ^ 0x5a);
  for (const edge of EDGES) {
    for (let length = edge - 70; length <= edge + 70; length++) {
      yield { secretKey, workloadId: idOf(length - 2, 1) + (length % 2 ? "yz" : "ż") };
      for (const size of [1, 2, 3, 4]) yield { secretKey, workloadId: idOf(length, size) };
    }
  }
  for (const text of TEXTS) yield { secretKey, workloadId: `a${text.repeat(2)}` };
}

/**
 * An id of 1 MiB, then one of 8 MiB.
 *
 * @returns {Iterable<Input>}
 */
function* longInputs() {
  const secretKey = new Uint8Array(32).fill(0x42);
  const [text = ""] = TEXTS;
  for (const length of [2 ** 20, 2 ** 23]) {
    yield { secretKey, workloadId: text.repeat(Math.ceil(length / text.length)).slice(0, length) };
  }
}
