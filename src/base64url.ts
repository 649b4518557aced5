import { type Bytes, charCodeAt, fromCharCode } from "./realm.ts";

/*
 * A key as URL-safe base64 without padding (RFC 4648 §5). By hand, since a runtime's own would have to be trusted: other code
 * may have replaced it. No table and no branch depends on what is in the key.
 */

/** Characters of a key. The last one has four bits of the key, and two that are zero (RFC 4648 §3.5). */
export const KEY_LENGTH = 43;

/** The character at place `i` of the text of a key, 32 bytes from `start` on. */
export function characterAt(key: Uint8Array, start: number, i: number): number {
  const at = start + ((6 * i) >> 3);
  const next = i + 1 < KEY_LENGTH ? (key[at + 1] as number) : 0; // §4: after the last byte come zero bits
  return characterOf(((((key[at] as number) << 8) | next) >> (10 - ((6 * i) & 7))) & 63);
}

/** The text of a key, 32 bytes of any realm and in any memory. */
export function encodeKey(key: Uint8Array): string {
  let text = "";
  for (let i = 0; i < KEY_LENGTH; i++) text += fromCharCode(characterAt(key, 0, i));
  return text;
}

/** Reads a text of 43 characters into `key`. Returns what is wrong with it, if anything; then `key` is to be wiped. */
export function decodeKey(text: string, key: Bytes): string | undefined {
  let bits = 0;
  let wrong = 0;
  for (let i = 0; i < KEY_LENGTH; i++) {
    const character = charCodeAt(text, i);
    const value = sextetOf(character);
    wrong |= character ^ characterOf(value); // §3.3: other characters are refused
    bits = (bits << 6) | value;
    if (i % 4 > 0) key[(3 * i) >> 2] = bits >> (6 - 2 * (i % 4)); // §4: three bytes in four characters
  }
  if (wrong !== 0) return "has a character that is not URL-safe base64";
  if ((bits & 3) !== 0) return "ends in bits that belong to no byte and are not zero";
  return undefined;
}

/** §5, table 2: 0 to 25 are A to Z, 26 to 51 a to z, 52 to 61 the digits, 62 is the hyphen, 63 the underscore. */
function characterOf(value: number): number {
  return value + 65 + above(25, value, 6) - above(51, value, 75) - above(61, value, 13) + above(62, value, 49);
}

/** The same table read backwards, in the order of the codes: hyphen, digits, A to Z, underscore, a to z. */
function sextetOf(character: number): number {
  const digit = above(45, character, 13) + above(57, character, 69);
  return (character + 17 - digit + above(90, character, 33) - above(95, character, 39)) & 63;
}

/** `step` where `value` is above `limit`, else 0: the sign of the difference is the mask. */
function above(limit: number, value: number, step: number): number {
  return ((limit - value) >> 31) & step;
}
