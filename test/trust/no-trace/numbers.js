/**
 * Numbers below 256, as they lie in a memory.
 *
 * ```text
 *    memory ──┬─▶ each byte ────────────────────────── a number
 *             ├─▶ each 2 bytes that are below 256 ──── UTF-16
 *             ├─▶ each 4 bytes that are below 256 ──── 32-bit integers
 *             ├─▶ the same, doubled ────────────────── V8's small integers where pointers have 4 bytes
 *             └─▶ each 8 bytes ─────────────────────── V8's small integers: the upper half; JavaScriptCore's: tagged fffe; doubles
 * ```
 *
 * What is no number ends a run.
 */

/**
 * @typedef {object} Encoding
 * @property {number} size bytes of a number
 * @property {(bytes: Uint8Array<ArrayBuffer>, run: (numbers: Uint8Array, length: number, start: number) => void) => void} unpack
 *   is given whole pages, and tells of each run of numbers, and of the number of the place where it starts
 */

/** The small whole numbers by the upper half of the double that they are. @type {Map<number, number>} */
const DOUBLES = new Map(Array.from({ length: 256 }, (_, i) => [new Uint32Array(Float64Array.of(i).buffer)[1] ?? 0, i]));

/** A run while it is collected. */
const numbers = new Uint8Array(2 ** 22);

/** @type {Encoding[]} */
export const ENCODINGS = [
  { size: 1, unpack: (bytes, run) => run(bytes, bytes.length, 0) },
  {
    size: 2,
    unpack(bytes, run) {
      const units = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
      unpackRuns(units.length, (i) => byteIn(units[i]), run);
    },
  },
  {
    size: 4,
    unpack(bytes, run) {
      const words = wordsOf(bytes);
      unpackRuns(words.length, (i) => byteIn(words[i]), run);
    },
  },
  {
    size: 4,
    unpack(bytes, run) {
      const words = wordsOf(bytes);
      unpackRuns(words.length, (i) => (Number(words[i]) & 1 ? -1 : byteIn(Number(words[i]) >>> 1)), run);
    },
  },
  {
    size: 8,
    unpack(bytes, run) {
      const words = wordsOf(bytes);
      const valueAt = (/** @type {number} */ i) => {
        const [low, high] = [/** @type {number} */ (words[2 * i]), /** @type {number} */ (words[2 * i + 1])];
        if (high === 0xfffe0000) return byteIn(low);
        return low !== 0 ? -1 : high < 256 ? high : (DOUBLES.get(high) ?? -1);
      };
      unpackRuns(words.length / 2, valueAt, run);
    },
  },
];

/** Numbers that a trace has at least: it is 16 bytes or more. */
const SHORTEST = 16;

/**
 * Unpacks each run of numbers that are bytes.
 *
 * @param {number} count places
 * @param {(i: number) => number} valueAt the byte at a place, or -1
 * @param {Parameters<Encoding["unpack"]>[1]} run
 */
function unpackRuns(count, valueAt, run) {
  let length = 0;
  for (let i = 0; i <= count; i++) {
    const value = i < count ? valueAt(i) : -1;
    if (value >= 0) {
      numbers[length++] = value;
    } else {
      if (length >= SHORTEST) run(numbers, length, i - length);
      length = 0;
    }
  }
}

/** @param {number | undefined} value */
function byteIn(value = -1) {
  return value < 256 ? value : -1;
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
function wordsOf(bytes) {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}
