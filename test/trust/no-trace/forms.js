/**
 * The forms in which a key may lie somewhere: sequences of small numbers, whatever an engine stores each of them in.
 *
 * ```text
 *    key ──┬─▶ its 32 bytes
 *          ├─▶ its digits of 4, 5 and 6 bits ── 64, 52 and 43 of them
 *          └─▶ its texts ────────────────────── hex, base64url and bech32, as character codes
 * ```
 */
import { base64urlnopad, bech32 } from "@scure/base";

/** @typedef {"bytes" | "digits" | "text"} Kind */

/**
 * @typedef {object} Pattern
 * @property {string} key whose it is
 * @property {Kind} kind
 * @property {Uint8Array} sequence each number of it is below 128, but for those of the bytes
 * @property {number} least numbers in a row that are 128 bits or more of the key, and so 16 of its bytes
 */

/** Bits of a key that are a trace. */
const TRACE = 128;

/**
 * @param {string} key what it is called
 * @param {Uint8Array} bytes
 * @returns {Pattern[]}
 */
export function patternsOf(key, bytes) {
  const [hex, base64] = [Buffer.from(bytes).toString("hex"), base64urlnopad.encode(bytes)];
  const nsec = bech32.encodeFromBytes("nsec", bytes);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  /** @type {[Kind, number, ArrayLike<number>][]} */
  const forms = [
    ["bytes", 8, bytes],
    ["digits", 4, Array.from(hex, (digit) => Number.parseInt(digit, 16))],
    ["digits", 5, bech32.toWords(bytes)],
    ["digits", 6, Array.from(base64, (character) => alphabet.indexOf(character))],
    ["text", 4, Buffer.from(hex)],
    ["text", 4, Buffer.from(hex.toUpperCase())],
    ["text", 5, Buffer.from(nsec)],
    ["text", 5, Buffer.from(nsec.toUpperCase())],
    ["text", 6, Buffer.from(base64)],
  ];
  return forms.map(([kind, bits, sequence]) => ({
    key,
    kind,
    sequence: Uint8Array.from(sequence),
    least: Math.ceil(TRACE / bits),
  }));
}
