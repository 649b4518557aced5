/** The bytes of words as memory holds them: the lowest one first. */

import { and, shl, shr, xor } from "./words.js";

/** @typedef {import("./words.js").Word} Word */
/** @typedef {number | { word: import("./words.js").Term, index: number }} Byte a number where it is known, else one of a word */

/** @type {(word: Word, index: number) => Byte} */
export function byteOf(word, index) {
  return typeof word === "number" ? (word >>> (8 * index)) & 0xff : { word, index };
}

/** The word that has this byte for its lowest, and zeros. @type {(byte: Byte) => Word} */
export function toWord(byte) {
  return typeof byte === "number" ? byte : and(shr(byte.word, 8 * byte.index), 0xff);
}

/** The word of four bytes. @type {(bytes: Byte[]) => Word} */
export function wordOf(bytes) {
  const [first = 0] = bytes;
  const word = typeof first === "number" ? undefined : first.word;
  // The bytes of one word, in their order, are that word.
  if (word && bytes.every((byte, i) => typeof byte === "object" && byte.word === word && byte.index === i)) return word;
  return bytes.map((byte, i) => shl(toWord(byte), 8 * i)).reduce((x, y) => xor(x, y));
}
