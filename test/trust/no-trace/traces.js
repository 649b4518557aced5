/**
 * Counts the traces of keys in the memory of a process.
 *
 * ```text
 *    memory ──┬─▶ each byte ────────────────────────── a number
 *             ├─▶ each 2 bytes that are below 256 ──── UTF-16
 *             ├─▶ each 4 bytes that are below 256 ──── 32-bit integers
 *             ├─▶ the same, doubled ────────────────── V8's small integers where pointers have 4 bytes
 *             └─▶ each 8 bytes ─────────────────────── V8's small integers: the upper half; JavaScriptCore's: tagged fffe; doubles
 * ```
 *
 * What is no number ends a run. Each run is searched for the patterns.
 */
import { randomBytes } from "node:crypto";
import { patternsOf } from "./forms.js";
import { piecesOf } from "./memory.js";
import { Searcher } from "./search.js";

/** @import { Kind, Pattern } from "./forms.js" */

/**
 * @typedef {Record<Kind, number>} Counts `digits` has arrays of a key's bytes as numbers too
 *
 * @typedef {object} Found
 * @property {Counts} left
 * @property {number} mebibytes that were searched
 * @property {string} [fault] of a control
 */

/** The small whole numbers by the upper half of the double that they are. @type {Map<number, number>} */
const DOUBLES = new Map(Array.from({ length: 256 }, (_, i) => [new Uint32Array(Float64Array.of(i).buffer)[1] ?? 0, i]));

/**
 * @typedef {object} Encoding
 * @property {number} size bytes of a number
 * @property {(bytes: Uint8Array<ArrayBuffer>, run: (numbers: Uint8Array, length: number, start: number) => void) => void} unpack
 *   is given whole pages, and tells of each run of numbers, and of the number of the place where it starts
 */

/** A run while it is collected. */
const numbers = new Uint8Array(2 ** 22);

/** @type {Encoding[]} */
const ENCODINGS = [
  { size: 1, unpack: (bytes, run) => run(bytes, bytes.length, 0) },
  {
    size: 2,
    unpack(bytes, run) {
      const units = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
      let length = 0;
      for (let i = 0; i < units.length; i++) {
        const unit = /** @type {number} */ (units[i]);
        if (unit < 256) numbers[length++] = unit;
        else if (length > 0) length = end(run, length, i);
      }
      end(run, length, units.length);
    },
  },
  {
    size: 4,
    unpack(bytes, run) {
      const words = wordsOf(bytes);
      let length = 0;
      for (let i = 0; i < words.length; i++) {
        const word = /** @type {number} */ (words[i]);
        if (word < 256) numbers[length++] = word;
        else if (length > 0) length = end(run, length, i);
      }
      end(run, length, words.length);
    },
  },
  {
    size: 4,
    unpack(bytes, run) {
      const words = wordsOf(bytes);
      let length = 0;
      for (let i = 0; i < words.length; i++) {
        const word = /** @type {number} */ (words[i]);
        if (word < 512 && (word & 1) === 0) numbers[length++] = word >> 1;
        else if (length > 0) length = end(run, length, i);
      }
      end(run, length, words.length);
    },
  },
  {
    size: 8,
    unpack(bytes, run) {
      const words = wordsOf(bytes);
      let length = 0;
      for (let i = 0; i < words.length; i += 2) {
        const [low, high] = [/** @type {number} */ (words[i]), /** @type {number} */ (words[i + 1])];
        let value = -1;
        if (high === 0xfffe0000 && low < 256) value = low;
        else if (low === 0) value = high < 256 ? high : (DOUBLES.get(high) ?? -1);
        if (value >= 0) numbers[length++] = value;
        else if (length > 0) length = end(run, length, i / 2);
      }
      end(run, length, words.length / 2);
    },
  },
];

/**
 * @param {number} pid of a process that is at rest
 * @param {Uint8Array[]} keys that it must not have any more
 * @param {{ form: string, kind: Kind, key: Uint8Array }[]} held what it must have
 * @returns {Found}
 */
export function tracesIn(pid, keys, held) {
  const control = randomBytes(32);
  const patterns = [
    ...keys.flatMap((key) => patternsOf("left", key)),
    ...held.flatMap(({ form, key }) => patternsOf(form, key)),
    ...patternsOf("never made", control),
  ];
  const { counts, mebibytes } = count(pid, patterns);
  const zero = { bytes: 0, digits: 0, text: 0 };
  const { left = zero, "never made": never = zero, ...others } = counts;
  const lost = held.find(({ form, kind }) => !others[form]?.[kind]);
  const isFound = never.bytes + never.digits + never.text > 0;
  return {
    left,
    mebibytes,
    ...(lost && { fault: `a key that is held as ${lost.form} is not found` }),
    ...(isFound && { fault: "a key is found that was never made" }),
  };
}

/**
 * @param {number} pid
 * @param {Pattern[]} patterns
 * @returns {{ counts: Record<string, Counts>, mebibytes: number }} by key
 */
function count(pid, patterns) {
  const searcher = new Searcher(patterns);
  shortest = searcher.least;
  /** Where the patterns begin that were found: pieces overlap. @type {Map<Pattern, Set<string>>} */
  const places = new Map();
  let read = 0;
  for (const { address, bytes } of piecesOf(pid)) {
    read += bytes.length;
    for (const [i, { size, unpack }] of ENCODINGS.entries()) {
      unpack(bytes, (stream, length, start) =>
        searcher.search(stream, length, (pattern, at) => {
          const known = places.get(pattern) ?? new Set();
          places.set(pattern, known.add(`${i} ${address + size * (start + at)}`));
        }),
      );
    }
  }
  /** @type {Record<string, Counts>} */
  const counts = {};
  for (const [{ key, kind }, known] of places) {
    counts[key] ??= { bytes: 0, digits: 0, text: 0 };
    for (const place of known) counts[key][kindOf(kind, Number.parseInt(place, 10))]++;
  }
  return { counts, mebibytes: read / 2 ** 20 };
}

/** The least length of a run that is searched. */
let shortest = 0;

/**
 * @param {Parameters<Encoding["unpack"]>[1]} run
 * @param {number} length
 * @param {number} i the number of the place behind the run
 * @returns {number} the length of the next run so far
 */
function end(run, length, i) {
  if (length >= shortest) run(numbers, length, i - length);
  return 0;
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
function wordsOf(bytes) {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}

/**
 * Text is text in one byte or two a character. All else in wider numbers is digits.
 *
 * @param {Kind} kind
 * @param {number} encoding
 * @returns {Kind}
 */
function kindOf(kind, encoding) {
  if (encoding === 0) return kind;
  return kind === "text" && encoding === 1 ? "text" : "digits";
}
