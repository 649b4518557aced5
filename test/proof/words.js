/**
 * Words of 32 bits: numbers where they are known, else terms over unknowns, which may have any value. A term has one of two
 * forms:
 *
 * ```text
 *    a sum modulo 2^32:   n ⋅ 1  +  n ⋅ x  +  n ⋅ y  +  …          n: how often
 *    an exclusive or:     m  ⊕  (m ∧ x)  ⊕  (m ∧ y ∧ z)  ⊕  …      m: a mask; x, y, z: each rotated right by something
 * ```
 *
 * where x, y and z are terms again. The second form says of each bit which products of bits it is the exclusive or of: its
 * algebraic normal form, of which a function of bits has only one. So Ch and Maj, rotations, and the bytes of a word put
 * together again come out the same however they are computed; sums do in whichever order. Words that come out the same are
 * equal, whatever the unknowns are. (Others may be equal too. Then nothing is proved.)
 *
 * A term that is a part of others has a number, and is a summand and a factor there. A sum that has become one comes out as
 * that, as if it were an unknown, wherever it is added up again. In SHA-256, each word of the schedule and each new working
 * variable is a factor in the rounds that follow. So both sides agree on them round by round, and terms stay as short as the
 * standard writes them.
 */

import { combine, factorsOf, forgetProducts, keyOf, ONE, productOf, put } from "./parts.js";

/** @typedef {import("./parts.js").Parts} Parts */
/** @typedef {number | Term} Word */

const ALL_BITS = 0xffffffff;

/** The last number that a term was given; it is given once. As a factor, rotated right by r, a term is 32 times its number plus r. */
let last = 0;
/** The terms with numbers, by them and by each of their forms. @type {Map<number, Term>} */
const terms = new Map();
/** @type {Map<string, Term>} */
const sums = new Map();
/** @type {Map<string, Term>} */
const xors = new Map();

export class Term {
  /**
   * @param {Parts | undefined} sum
   * @param {Parts | undefined} xor
   */
  constructor(sum, xor) {
    /** The form that it does not have is left open; once it is asked for, it is the term itself as a part. */
    this.sum = sum;
    this.xor = xor;
    /** What a sum was before it became a part. @type {Parts | undefined} */
    this.definition = undefined;
  }
}

/** Forgets all terms, to make room: they must not be used any more. */
export function forget() {
  for (const table of [terms, sums, xors]) table.clear();
  forgetProducts();
}

/** A word that may have any value within the mask. */
export function unknown(mask = ALL_BITS) {
  return keep(new Term(undefined, undefined), mask);
}

/**
 * Gives a term a number.
 *
 * @param {Term} term
 */
function keep(term, mask = ALL_BITS) {
  last++;
  terms.set(last, term);
  if (term.sum) sums.set(keyOf(term.sum), term);
  term.definition = term.sum;
  term.sum = new Map([[last, 1]]);
  term.xor ??= new Map([[32 * last, mask]]);
  sums.set(keyOf(term.sum), term);
  xors.set(keyOf(term.xor), term);
  return term;
}

/** @type {(word: Word) => Parts} */
function sumOf(word) {
  if (typeof word === "number") return new Map(word === 0 ? [] : [[ONE, word]]);
  if (word.sum === undefined) word.sum = (xors.get(keyOf(xorOf(word))) ?? keep(word)).sum;
  return /** @type {Parts} */ (word.sum);
}

/** @type {(word: Word) => Parts} */
function xorOf(word) {
  if (typeof word === "number") return new Map(word === 0 ? [] : [[ONE, word]]);
  if (word.xor === undefined) {
    const kept = sums.get(keyOf(sumOf(word))) ?? keep(word);
    word.xor = kept.xor;
    word.sum = kept.sum;
  }
  return /** @type {Parts} */ (word.xor);
}

/** The number that parts are, if they are one. @type {(parts: Parts) => number | undefined} */
function numberOf(parts) {
  if (parts.size === 0) return 0;
  return parts.size === 1 ? parts.get(ONE) : undefined;
}

/** @type {(sum: Parts) => Word} */
const fromSum = (sum) => numberOf(sum) ?? sums.get(keyOf(sum)) ?? new Term(sum, undefined);
/** @type {(xor: Parts) => Word} */
const fromXor = (xor) => numberOf(xor) ?? new Term(undefined, xor);

/** @typedef {(x: Word, y: Word) => Word} Operation */

/**
 * @param {(m: number, n: number) => number} onNumbers
 * @param {Operation} onTerms
 * @returns {Operation}
 */
function operation(onNumbers, onTerms) {
  return (x, y) => (typeof x === "number" && typeof y === "number" ? onNumbers(x, y) >>> 0 : onTerms(x, y));
}

/** @type {(m: number, n: number) => number} */
const plus = (m, n) => m + n;
/** @type {(m: number, n: number) => number} */
const minus = (m, n) => m - n;
/** @type {(m: number, n: number) => number} */
const xorOfNumbers = (m, n) => m ^ n;

export const add = operation(plus, (x, y) => fromSum(combine(sumOf(x), sumOf(y), plus)));
export const sub = operation(minus, (x, y) => fromSum(combine(sumOf(x), sumOf(y), minus)));
export const xor = operation(xorOfNumbers, (x, y) => fromXor(combine(xorOf(x), xorOf(y), xorOfNumbers)));
export const and = operation((m, n) => m & n, multiplyOut);
/** @type {Operation} */
export const or = (x, y) => xor(xor(x, y), and(x, y));
/** @type {(x: Word) => Word} */
export const not = (x) => xor(x, ALL_BITS);
/** @type {(x: Word, n: number) => Word} */
export const rotr = (x, n) => move(x, n, ALL_BITS);
/** @type {(x: Word, n: number) => Word} */
export const shr = (x, n) => move(x, n, ALL_BITS >>> n);
/** @type {(x: Word, n: number) => Word} */
export const shl = (x, n) => move(x, 32 - n, ALL_BITS << n);

/** Whether they have the same form. @type {(x: Word, y: Word) => boolean} */
export const isEqual = (x, y) => sub(x, y) === 0;

/** @type {Operation} */
function multiplyOut(x, y) {
  /** @type {Parts} */
  const xor = new Map();
  for (const [p, m] of xorOf(x)) {
    for (const [q, n] of xorOf(y)) {
      if ((m & n) === 0) continue;
      const product = productOf([...factorsOf(p), ...factorsOf(q)]);
      put(xor, product, (xor.get(product) ?? 0) ^ (m & n));
    }
  }
  return fromXor(xor);
}

/**
 * Rotates right by `n`, from 0 to 32, and takes the bits of the mask.
 *
 * @param {Word} x
 * @param {number} n
 * @param {number} mask
 */
function move(x, n, mask) {
  if (typeof x === "number") return (rotated(x, n) & mask) >>> 0;
  /** @type {Parts} */
  const xor = new Map();
  for (const [product, m] of xorOf(x)) {
    const moved = factorsOf(product).map((factor) => factor - (factor % 32) + ((factor + n) % 32));
    put(xor, productOf(moved), rotated(m, n) & mask);
  }
  return fromXor(xor);
}

/** @type {(m: number, n: number) => number} */
const rotated = (m, n) => (m >>> n) | (m << (32 - n));

/** The term that has this number. @type {(part: number) => Word} */
export const termOf = (part) => terms.get(part) ?? 0;
