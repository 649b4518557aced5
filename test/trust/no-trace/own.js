/** What the child does with keys by itself. It leaves nothing but what it returns. */
import { Buffer } from "node:buffer";

/** The characters of bech32 (BIP 173), and the coefficients of its checksum's generator. */
const CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** Two random arrays, one over the other: Bun leaves what it hands out in a pool of its own (measured). */
export function newKey() {
  const key = crypto.getRandomValues(new Uint8Array(new ArrayBuffer(32)));
  const other = crypto.getRandomValues(new Uint8Array(new ArrayBuffer(32)));
  for (let i = 0; i < 32; i++) key[i] = (key[i] ?? 0) ^ (other[i] ?? 0);
  return key;
}

/** @param {Uint8Array} key */
export function hexOf(key) {
  const text = new Uint8Array(new ArrayBuffer(64));
  for (let i = 0; i < 64; i++) {
    text[i] = "0123456789abcdef".charCodeAt(((key[i >> 1] ?? 0) >> (i & 1 ? 0 : 4)) & 15);
  }
  return text;
}

/**
 * @param {Uint8Array} key
 * @returns {Uint8Array} its 52 digits of 5 bits
 */
export function fives(key) {
  const digits = new Uint8Array(new ArrayBuffer(52));
  for (let i = 0; i < 52; i++) {
    const two = ((key[(5 * i) >> 3] ?? 0) << 8) | (key[((5 * i) >> 3) + 1] ?? 0);
    digits[i] = (two >> (11 - ((5 * i) & 7))) & 31;
  }
  return digits;
}

/** @param {Uint8Array} key */
export function nsecOf(key) {
  const digits = fives(key);
  const text = new Uint8Array(new ArrayBuffer(63));
  const head = "nsec1";
  for (let i = 0; i < 5; i++) text[i] = head.charCodeAt(i);
  let checksum = 1;
  const take = (/** @type {number} */ value) => {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    for (let i = 0; i < 5; i++) if ((top >> i) & 1) checksum ^= /** @type {number} */ (GENERATOR[i]);
  };
  for (let i = 0; i < 4; i++) take(head.charCodeAt(i) >> 5);
  take(0);
  for (let i = 0; i < 4; i++) take(head.charCodeAt(i) & 31);
  for (let i = 0; i < 52; i++) {
    take(/** @type {number} */ (digits[i]));
    text[5 + i] = CHARACTERS.charCodeAt(/** @type {number} */ (digits[i]));
  }
  digits.fill(0);
  for (let i = 0; i < 6; i++) take(0);
  for (let i = 0; i < 6; i++) text[57 + i] = CHARACTERS.charCodeAt(((checksum ^ 1) >>> (25 - 5 * i)) & 31);
  return text;
}

/** @param {Uint8Array} bytes that have an `ArrayBuffer` of their own */
export function textOf(bytes) {
  return Buffer.from(/** @type {ArrayBuffer} */ (bytes.buffer)).toString("latin1");
}

/** Keys that nobody wipes, one in each form that `HELD` names, in its order. */
export function heldKeys() {
  const keys = Array.from({ length: 9 }, newKey);
  const [, integers, doubles, words, digits, hex, wide, base64, nsec] = /** @type {Uint8Array[]} */ (keys);
  const array = new Array(32).fill(0.5);
  doubles?.forEach((byte, i) => {
    array[i] = byte;
  });
  const forms = [
    keys[0],
    Array.from(integers ?? []),
    array,
    Int32Array.from(words ?? []),
    fives(digits ?? new Uint8Array()),
    textOf(hexOf(hex ?? new Uint8Array())),
    Buffer.from(textOf(hexOf(wide ?? new Uint8Array())), "utf16le").toString("utf16le"),
    Buffer.from(base64 ?? []).toString("base64url"),
    textOf(nsecOf(nsec ?? new Uint8Array())),
  ];
  return { keys, forms };
}
