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

/** Numbers that a trace has at least: it is 16 bytes or more. */
const SHORTEST = 16;

/**
 * @param {Parameters<Encoding["unpack"]>[1]} run
 * @param {number} length
 * @param {number} i the number of the place behind the run
 * @returns {number} the length of the next run so far
 */
function end(run, length, i) {
  if (length >= SHORTEST) run(numbers, length, i - length);
  return 0;
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
function wordsOf(bytes) {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}
