/** What is proved: each theorem for every secret key and every id of the sizes that it tells. */

import binaryen from "assemblyscript/binaryen";
import { ADDRESSES, deriveMany, deriveOne, TAG, takeBlocks, takeEnd } from "./derivations.js";
import { H0, K } from "./standard.js";

/** @typedef {import("./machine.js").Machine} Machine */

/**
 * @typedef {object} Theorem
 * @property {string} title
 * @property {(machine: Machine, ...args: any[]) => void} prove throws where it is not so
 * @property {any[][]} cases the arguments, besides the machine
 */

const { MESSAGE, WORKLOAD_ID, REST, END } = ADDRESSES;
/** Bytes of the longest id that is a single part, and of the longest part behind another one. */
const FIRST = END - WORKLOAD_ID;
const OTHER = END - REST;
/** Bytes of a message before its id. */
const PREFIX = WORKLOAD_ID - MESSAGE;
/** Bytes of the longest id that goes through a lane, and its blocks (src/core/lanes.ts). */
const LANE = 900;
const LANE_BLOCKS = 16;

/**
 * @param {boolean} isShort only some cases of each
 * @returns {Theorem[]}
 */
export function theorems(isShort) {
  /** @type {<T>(all: T[], step: number) => T[]} */
  const some = (all, step) => all.filter((_, i) => !isShort || i % step === 0);
  const sizes = some(range(0, 300), 10).map((size) => [size]);
  const edge = some(range(FIRST - 12, FIRST + 4), 8).map((size) => [size]);
  const early = some(range(FIRST + 1, FIRST + 4), 4).flatMap((size) => [1, 2, 3].map((bytes) => [size, bytes]));
  const blocks = isShort ? [[2], [3]] : [[OTHER / 64 - 1], [OTHER / 64]];
  const ends = some([...range(0, 130), ...range(OTHER - 12, OTHER)], 55);
  const longEnds = ends.map((size, i) => [size, size + 64 * 2 ** (i % 47)]); // of messages of up to 2^52 bytes
  const chunks = some(range(0, LANE / 32), 20).map((n) => range(32 * n, Math.min(32 * n + 31, LANE)));
  const beside = isShort ? [mixed(0).slice(0, 8)] : [mixed(0), mixed(8), mixed(0)];
  return [
    theorem("the memory begins with K, H0 and the tag, and is zero elsewhere", expectConstants, [[]]),
    theorem("one key: ids of 0 to 300 bytes", deriveOne, sizes),
    theorem(`one key: ids of ${FIRST - 12} to ${FIRST + 4} bytes, one part or two`, deriveOne, edge),
    theorem("one key: the first of two parts up to 3 bytes short", deriveOne, early),
    theorem("one key: later blocks of a long id, on any hash value", takeBlocks, blocks),
    theorem("one key: the end of a long id, on any hash value", takeEnd, longEnds),
    theorem(
      `many keys: ids of 0 to ${LANE} bytes`,
      deriveMany,
      chunks.map((chunk) => [chunk, [3, 2, 1, 0]]),
    ),
    theorem("many keys: all numbers of blocks in all lanes, beside others", deriveMany, [beside]),
    theorem(
      "many keys: 1 to 7 of them",
      deriveMany,
      range(1, 7).map((n) => [range(40, 39 + n), range(10, 9 + n)]),
    ),
    theorem("all that the module can do has run in these cases, but the trap", expectAllRan, [[]]),
  ];
}

/**
 * @param {string} title
 * @param {Theorem["prove"]} prove
 * @param {any[][]} cases
 */
const theorem = (title, prove, cases) => ({ title, prove, cases });

/**
 * @param {number} first
 * @param {number} last
 */
function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/**
 * Sizes of 32 ids: eight times four, of four different numbers of blocks.
 *
 * @param {number} first that in the first lane, less 1
 */
function mixed(first) {
  return range(first, first + 7).flatMap((n) => [0, 4, 8, 12].map((step) => sizeOf(1 + ((n + step) % LANE_BLOCKS))));
}

/** The size of the longest id that makes a message of so many blocks. @param {number} blocks */
function sizeOf(blocks) {
  return Math.min(64 * blocks - 9 - PREFIX, LANE);
}

/** @param {Machine} machine */
export function expectConstants({ initial }) {
  const memory = Buffer.from(/** @type {number[]} */ (initial));
  if (memory.indexOf(Buffer.from(TAG)) !== MESSAGE) throw new Error("the tag is not where the message begins");
  for (const constant of [TAG, ...[K, H0].map((words) => new Uint8Array(Uint32Array.from(words).buffer))]) {
    const start = memory.indexOf(Buffer.from(constant));
    if (start === -1) throw new Error("a constant is not there");
    memory.fill(0, start, start + constant.length);
  }
  if (memory.some((byte) => byte !== 0)) throw new Error("something else is there");
}

/** @param {Machine} machine */
function expectAllRan({ unreached }) {
  for (const arm of unreached) {
    if (binaryen.getExpressionId(arm) !== binaryen.UnreachableId) {
      throw new Error(`this has not run: ${binaryen.emitText(arm)}`);
    }
  }
}
