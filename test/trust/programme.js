/** What a module under suspicion must derive: some 2,500 keys, by every function that derives, compared with node:crypto's. */
import { randomFrom } from "../everywhere/suite/check.js";
import { keyOf } from "../reference.js";

/** @typedef {{ call: "deriveVolumeKey" | "deriveVolumeKeyInto" | "deriveVolumeKeys" | "deriveVolumeKeysInto", secretKey: Uint8Array, ids: string[] }} Step */

/** The same programme each time. */
const random = randomFrom(1);

/** The first and last code points that take 1 to 4 bytes of UTF-8. */
const CHARACTERS = [
  [0x00, 0x7f],
  [0x80, 0x7ff],
  [0x800, 0xd7ff],
  [0x10000, 0x10ffff],
];

/** Bytes of an id that fills the first part of the memory map (END - WORKLOAD_ID in assembly/memory.ts), and two (END - REST more). */
const EDGES = [4172, 8268];

const EVERY_LENGTH = range(0, 300);

/** @type {Step[]} */
export const steps = [
  step("deriveVolumeKey", EVERY_LENGTH.map(ascii)),
  step(
    "deriveVolumeKeyInto",
    EVERY_LENGTH.map((size) => text(size)),
  ),
  step("deriveVolumeKeysInto", EVERY_LENGTH.map(ascii)),
  step(
    "deriveVolumeKeys",
    EVERY_LENGTH.map((i) => text((97 * i) % 301)),
  ), // lengths that are mixed
  step(
    "deriveVolumeKeysInto",
    range(0, 300).map((i) => text(3 * i, 3)),
  ), // up to 900 bytes, the most that a lane takes
  ...range(1, 40).map((size) =>
    step(
      "deriveVolumeKeysInto",
      range(1, size).map(() => ascii(7 * size)),
    ),
  ), // equal lengths
  ...range(1, 40).map((size) =>
    step(
      "deriveVolumeKeys",
      range(1, size).map(() => text(random(301))),
    ),
  ),
  step("deriveVolumeKey", EDGES.flatMap((edge) => range(edge - 70, edge + 10)).map(ascii)),
  step("deriveVolumeKeyInto", [ascii(13_000), text(13_001), "x".repeat(2 ** 21)]), // the last has a length of 4 bytes
  step(
    "deriveVolumeKey",
    range(1, 100).map(() => ascii(36)),
  ),
];

/** @returns {Buffer} the keys of all steps, one behind the other */
export function expectedKeys() {
  return Buffer.concat(steps.flatMap(({ secretKey, ids }) => ids.map((id) => keyOf(secretKey, id))));
}

/**
 * @param {typeof import("@paygress/volume-key")} library
 * @returns {Buffer} the keys of all steps, as the library derives them
 */
export function derivedKeys(library) {
  const all = Buffer.alloc(32 * steps.reduce((sum, { ids }) => sum + ids.length, 0));
  let end = 0;
  for (const { call, secretKey, ids } of steps) {
    const out = all.subarray(end, end + 32 * ids.length);
    end += out.length;
    if (call === "deriveVolumeKeysInto") library[call](secretKey, ids, out);
    else if (call === "deriveVolumeKeys") out.set(Buffer.concat(library[call](secretKey, ids)));
    else if (call === "deriveVolumeKey") out.set(Buffer.concat(ids.map((id) => library[call](secretKey, id))));
    else for (const [i, id] of ids.entries()) library[call](secretKey, id, out.subarray(32 * i, 32 * i + 32));
  }
  return all;
}

/**
 * @param {Step["call"]} call
 * @param {string[]} ids
 * @returns {Step}
 */
function step(call, ids) {
  return { call, secretKey: Uint8Array.from({ length: 32 }, () => random(256)), ids };
}

/** @param {number} size */
function ascii(size) {
  return text(size, 1);
}

/**
 * @param {number} size bytes of UTF-8
 * @param {number} [width] of each character; of 1 to 4, where there is none
 */
function text(size, width) {
  let id = "";
  for (let left = size; left > 0; ) {
    const bytes = width ?? 1 + random(Math.min(4, left));
    const [first = 0, last = 0] = CHARACTERS[bytes - 1] ?? [];
    id += String.fromCodePoint(first + random(last - first + 1));
    left -= bytes;
  }
  return id;
}

/**
 * @param {number} first
 * @param {number} last
 */
function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
