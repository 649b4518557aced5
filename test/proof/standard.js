/** SHA-256 as FIPS 180-4 writes it, on words that may be terms. */

import { add, and, not, rotr, shl, shr, xor } from "./words.js";

/** @typedef {import("./words.js").Word} Word */

/** @type {(x: Word, y: Word, z: Word) => Word} §4.1.2 (4.2) */
const Ch = (x, y, z) => xor(and(x, y), and(not(x), z));
/** @type {(x: Word, y: Word, z: Word) => Word} (4.3) */
const Maj = (x, y, z) => xor(xor(and(x, y), and(x, z)), and(y, z));
/** @type {(x: Word) => Word} (4.4) */
const SIGMA0 = (x) => xor(xor(rotr(x, 2), rotr(x, 13)), rotr(x, 22));
/** @type {(x: Word) => Word} (4.5) */
const SIGMA1 = (x) => xor(xor(rotr(x, 6), rotr(x, 11)), rotr(x, 25));
/** @type {(x: Word) => Word} (4.6) */
const sigma0 = (x) => xor(xor(rotr(x, 7), rotr(x, 18)), shr(x, 3));
/** @type {(x: Word) => Word} (4.7) */
const sigma1 = (x) => xor(xor(rotr(x, 17), rotr(x, 19)), shr(x, 10));

/** §4.2.2. @type {any[]} */
export const K = words(`
  428a2f98 71374491 b5c0fbcf e9b5dba5 3956c25b 59f111f1 923f82a4 ab1c5ed5
  d807aa98 12835b01 243185be 550c7dc3 72be5d74 80deb1fe 9bdc06a7 c19bf174
  e49b69c1 efbe4786 0fc19dc6 240ca1cc 2de92c6f 4a7484aa 5cb0a9dc 76f988da
  983e5152 a831c66d b00327c8 bf597fc7 c6e00bf3 d5a79147 06ca6351 14292967
  27b70a85 2e1b2138 4d2c6dfc 53380d13 650a7354 766a0abb 81c2c92e 92722c85
  a2bfe8a1 a81a664b c24b8b70 c76c51a3 d192e819 d6990624 f40e3585 106aa070
  19a4c116 1e376c08 2748774c 34b0bcb5 391c0cb3 4ed8aa4a 5b9cca4f 682e6ff3
  748f82ee 78a5636f 84c87814 8cc70208 90befffa a4506ceb bef9a3f7 c67178f2`);

/** §5.3.3. @type {any[]} */
export const H0 = words("6a09e667 bb67ae85 3c6ef372 a54ff53a 510e527f 9b05688c 1f83d9ab 5be0cd19");

/** @param {string} hex */
function words(hex) {
  return hex
    .trim()
    .split(/\s+/)
    .map((word) => Number.parseInt(word, 16));
}

/**
 * Pads a message, of which the bytes are the last block or more (§5.1.1, §5.2.1).
 *
 * @param {Word[]} bytes
 * @param {number} length of the whole message, in bytes
 */
export function pad(bytes, length) {
  const padded = [...bytes, 0x80];
  while (padded.length % 64 !== 56) padded.push(0);
  for (let n = 56n; n >= 0n; n -= 8n) padded.push(Number(((8n * BigInt(length)) >> n) & 0xffn));
  return padded;
}

/**
 * Takes blocks into the hash value `H` (§6.2.2).
 *
 * @param {Word[]} bytes of whole blocks
 * @param {any[]} H
 * @returns {Word[]}
 */
export function compute(bytes, H) {
  for (let block = 0; block < bytes.length; block += 64) {
    // 1. Prepare the message schedule.
    /** @type {any[]} */
    const W = [];
    for (let t = 0; t < 16; t++) {
      const word = bytes.slice(block + 4 * t, block + 4 * t + 4); // big-endian (§3.1)
      W[t] = word.map((byte, i) => shl(byte, 24 - 8 * i)).reduce((x, y) => xor(x, y));
    }
    for (let t = 16; t < 64; t++) {
      W[t] = add(add(sigma1(W[t - 2]), W[t - 7]), add(sigma0(W[t - 15]), W[t - 16]));
    }

    // 2. Initialize the eight working variables.
    let [a, b, c, d, e, f, g, h] = H;

    // 3. For t = 0 to 63:
    for (let t = 0; t < 64; t++) {
      const T1 = add(add(add(add(h, SIGMA1(e)), Ch(e, f, g)), K[t]), W[t]);
      const T2 = add(SIGMA0(a), Maj(a, b, c));
      h = g;
      g = f;
      f = e;
      e = add(d, T1);
      d = c;
      c = b;
      b = a;
      a = add(T1, T2);
    }

    // 4. Compute the intermediate hash value.
    H = [a, b, c, d, e, f, g, h].map((x, i) => add(x, H[i]));
  }
  return H;
}

/** The bytes of a hash value (§3.1). @param {Word[]} H */
export function digest(H) {
  return H.flatMap((word) => [24, 16, 8, 0].map((n) => and(shr(word, n), 0xff)));
}

/** SHA-256 of a message. @param {Word[]} bytes */
export function sha256(bytes) {
  return digest(compute(pad(bytes, bytes.length), H0));
}
