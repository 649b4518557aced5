/**
 * Whether two classes of measurements have the same mean, by Welch's t-test, as dudect does it (Reparaz, Balasch and Verbauwhede,
 * "Dude, is my code constant time?", 2017): of all measurements, and of those below each of many limits, since what interrupts a
 * measurement hides small differences.
 */

/** Limits: the first one leaves out half of the measurements, the last one a thousandth. */
const LIMITS = 100;

/** Measurements of each class, of which fewer tell nothing. */
const ENOUGH = 1000;

export class Comparison {
  /** @param {number[]} first measurements, of both classes: they set the limits and do not count */
  constructor(first) {
    const sorted = Float64Array.from(first).sort();
    const limitAt = (/** @type {number} */ part) => sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
    this.limits = Array.from({ length: LIMITS }, (_, i) => limitAt(1 - 0.5 ** (1 + (9 * i) / (LIMITS - 1))));
    this.limits.push(Number.POSITIVE_INFINITY);
    /** For each limit and class the number of measurements, their mean, and the sum of squared distances (Welford). */
    this.sums = this.limits.map(() => [new Float64Array(3), new Float64Array(3)]);
  }

  /**
   * @param {0 | 1} side
   * @param {number} time
   */
  add(side, time) {
    for (let i = LIMITS; i >= 0 && time <= /** @type {number} */ (this.limits[i]); i--) {
      const sums = /** @type {Float64Array} */ (this.sums[i]?.[side]);
      const [count = 0, mean = 0, squares = 0] = sums;
      const distance = time - mean;
      sums[0] = count + 1;
      sums[1] = mean + distance / (count + 1);
      sums[2] = squares + distance * (time - sums[1]);
    }
  }

  /** @returns {number} the t of the limit where it is farthest from 0 */
  get t() {
    let most = 0;
    for (const [a, b] of this.sums) {
      const [countA = 0, meanA = 0, squaresA = 0] = a ?? [];
      const [countB = 0, meanB = 0, squaresB = 0] = b ?? [];
      if (countA < ENOUGH || countB < ENOUGH) continue;
      const error = Math.sqrt(squaresA / (countA - 1) / countA + squaresB / (countB - 1) / countB);
      const t = error === 0 ? 0 : (meanA - meanB) / error;
      if (Math.abs(t) > Math.abs(most)) most = t;
    }
    return most;
  }

  /** @returns {number} the difference of the means below the middle limit */
  get difference() {
    const [a, b] = this.sums[LIMITS >> 1] ?? [];
    return (a?.[1] ?? 0) - (b?.[1] ?? 0);
  }
}
