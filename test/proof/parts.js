/** The parts of terms: summands, and products of factors. */

/**
 * Of a sum, its summands and how often each is there; of an exclusive or, its products and the mask of each. Parts are numbers,
 * and none is there for 0 times.
 *
 * @typedef {Map<number, number>} Parts
 */

/** The summand 1, and the product of nothing. */
export const ONE = 0;

/** The factors of products of two or more; other products are their only factor. @type {Map<number, number[]>} */
const products = new Map();
/** @type {Map<string, number>} */
const byFactors = new Map();
let lastProduct = 0;

/**
 * The product of some factors: it is negative if they are several.
 *
 * @param {number[]} factors
 */
export function productOf(factors) {
  if (factors.length < 2) return factors[0] ?? ONE;
  const different = [...new Set(factors)].sort((x, y) => x - y); // x ∧ x is x
  const key = different.join();
  let product = different.length === 1 ? different[0] : byFactors.get(key);
  if (product === undefined) {
    product = --lastProduct;
    products.set(product, different);
    byFactors.set(key, product);
  }
  return product;
}

/**
 * @param {number} product
 * @returns {number[]}
 */
export function factorsOf(product) {
  if (product >= 0) return product === ONE ? [] : [product];
  const factors = products.get(product);
  if (factors === undefined) throw new Error("a term that is forgotten is used");
  return factors;
}

export function forgetProducts() {
  products.clear();
  byFactors.clear();
}

/**
 * @param {Parts} parts
 * @param {number} part
 * @param {number} number modulo 2^32
 */
export function put(parts, part, number) {
  if (number >>> 0 === 0) parts.delete(part);
  else parts.set(part, number >>> 0);
}

/**
 * @param {Parts} x
 * @param {Parts} y
 * @param {(m: number, n: number) => number} both what the numbers of a part make
 * @returns {Parts}
 */
export function combine(x, y, both) {
  const parts = new Map(x);
  for (const [part, n] of y) put(parts, part, both(parts.get(part) ?? 0, n));
  return parts;
}

/** The same for the same parts, in whichever order they are. @type {(parts: Parts) => string} */
export function keyOf(parts) {
  if (parts.size === 1) for (const [part, n] of parts) return `${part}:${n} `;
  let key = "";
  for (const part of [...parts.keys()].sort((p, q) => p - q)) key += `${part}:${parts.get(part)} `;
  return key;
}
