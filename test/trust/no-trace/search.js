/** Finds parts of many patterns in a stream of numbers, at any place of it, in one pass. */

/** @import { Pattern } from "./forms.js" */

/** Numbers that are looked up together: the next 8 of the stream, as two words. */
const PROBE = 8;

const BITS = 20;

export class Searcher {
  /** @param {Pattern[]} patterns */
  constructor(patterns) {
    /** Which hashes there are, a bit each. */
    this.filter = new Uint8Array(2 ** BITS / 8);
    /** Where in which pattern, by the hash. @type {Map<number, { pattern: Pattern, at: number }[]>} */
    this.probes = new Map();
    for (const pattern of patterns) {
      const { sequence, least } = pattern;
      // So far apart that each run of `least` numbers has a whole one in it.
      for (let at = 0; at + PROBE <= sequence.length; at += least - PROBE + 1) this.#add(pattern, at);
    }
  }

  /**
   * @param {Pattern} pattern
   * @param {number} at
   */
  #add(pattern, at) {
    const view = new DataView(pattern.sequence.buffer, pattern.sequence.byteOffset + at, PROBE);
    const hash = hashOf(view.getUint32(0, true), view.getUint32(4, true));
    const bit = hash >>> (32 - BITS);
    this.filter[bit >> 3] = (this.filter[bit >> 3] ?? 0) | (1 << (bit & 7));
    const known = this.probes.get(hash) ?? [];
    known.push({ pattern, at });
    this.probes.set(hash, known);
  }

  /**
   * @param {Uint8Array} stream
   * @param {number} length of it that counts
   * @param {(pattern: Pattern, start: number) => void} found is told where in the stream the whole pattern would begin, once for
   *   each probe of it
   */
  search(stream, length, found) {
    const { filter } = this;
    let [low, high] = [0, 0];
    for (let i = 0; i < length; i++) {
      low = (low >>> 8) | (high << 24);
      high = (high >>> 8) | ((stream[i] ?? 0) << 24);
      if ((low | high) === 0) continue; // a key has no 8 zeros
      const hash = hashOf(low, high);
      const bit = hash >>> (32 - BITS);
      if (/** @type {number} */ (filter[bit >> 3]) & (1 << (bit & 7)) && i >= PROBE - 1) {
        this.#compare(hash, stream, length, i - PROBE + 1, found);
      }
    }
  }

  /**
   * @param {number} hash
   * @param {Uint8Array} stream
   * @param {number} length
   * @param {number} i where the probe begins
   * @param {(pattern: Pattern, start: number) => void} found
   */
  #compare(hash, stream, length, i, found) {
    for (const { pattern, at } of this.probes.get(hash) ?? []) {
      const start = i - at;
      const { sequence, least } = pattern;
      let [first, end] = [at, at];
      while (end < sequence.length && start + end < length && sequence[end] === stream[start + end]) end++;
      while (first > 0 && start + first > 0 && sequence[first - 1] === stream[start + first - 1]) first--;
      if (end - first >= least) found(pattern, start);
    }
  }
}

/**
 * @param {number} low
 * @param {number} high
 */
function hashOf(low, high) {
  const hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
}
