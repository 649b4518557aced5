import { KEY_SIZE, kindOf } from "./bytes.ts";
import { fail } from "./errors.ts";
import { type Bytes, charCodeAt, fill, fromCharCode, lengthOf, newBytes, readInt, slice, trim } from "./realm.ts";

/** The order n of secp256k1 (SEC 2 §2.4.1); a secret key k is a number 0 < k < n. */
const ORDER = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

export const OUT_OF_RANGE = "its number is not above 0 and below the order of secp256k1";

/** The characters of bech32's data part, in the order of their values (BIP 173, "Bech32"). */
const CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** The coefficients of bech32's generator, and how many characters the checksum has (BIP 173, "Checksum"). */
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM_SIZE = 6;

/**
 * Reads the text of a Nostr secret key. White space around it is dropped.
 *
 * @param text `nsec1…` (bech32, NIP-19, all lower or all upper case) or 64 hex digits in any case
 * @returns the secret key, 32 bytes, big-endian, over an `ArrayBuffer` of their own; `wipe` it when it is no longer
 *   needed (the text itself cannot be wiped)
 * @throws {VolumeKeyError} `secret-key/type` (no string), `secret-key/encoding` (neither form), `secret-key/checksum`,
 *   `secret-key/prefix` (bech32 of another kind, such as `npub`), `secret-key/length`, `secret-key/range` (no
 *   secp256k1 secret key)
 *
 * @example
 * ```ts
 * import { parseSecretKey } from "@paygress/volume-key";
 *
 * const secretKey = parseSecretKey("nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5");
 * secretKey.length; // 32
 * ```
 */
export function parseSecretKey(text: string): Bytes {
  if (typeof text !== "string") refuse("type", `expected text, nsec1… or 64 hex digits, got ${kindOf(text)}`);
  const trimmed = trim(text);
  const characters = newBytes(trimmed.length);
  try {
    // What is not ASCII becomes a byte above 127, which is in no key's text.
    for (let i = 0; i < trimmed.length; i++) {
      const unit = charCodeAt(trimmed, i);
      characters[i] = unit < 128 ? unit : 255; // which is in no key's text
    }
    return readSecretKey(characters);
  } finally {
    fill(characters, 0);
  }
}

/**
 * Reads the characters of a secret key, one a byte, with no white space around them.
 *
 * @param text which the caller wipes; the values of the characters take their places
 */
export function readSecretKey(text: Uint8Array): Bytes {
  const size = lengthOf(text);
  if (size === 0) refuse("encoding", "it is empty");
  let cases = 0;
  let isHex = true;
  for (let i = 0; i < size; i++) {
    const lower = (text[i] as number) | 32;
    if (lower >= 97 && lower <= 122) {
      cases |= text[i] === lower ? 1 : 2;
      text[i] = lower;
    }
    const c = text[i] as number;
    if (c < 48 || c > 102 || (c > 57 && c < 97)) isHex = false; // 0 to 9, a to f
  }
  const secretKey = isHex ? fromHex(text, size) : fromBech32(text, size, cases === 3);
  if (isInRange(secretKey)) return secretKey;
  fill(secretKey, 0);
  refuse("range", OUT_OF_RANGE);
}

function fromHex(text: Uint8Array, size: number): Bytes {
  if (size !== 2 * KEY_SIZE) refuse("length", `it has ${size} hex digits, not 64`);
  // The low bits of "0" to "9" are 0 to 9, those of "a" to "f" are 1 to 6.
  for (let i = 0; i < size; i++) text[i] = ((text[i] as number) & 15) + 9 * ((text[i] as number) >> 6);
  return toKey(text, 0, 4);
}

/** Reads bech32 as NIP-19 has it: letters, the separator, the data and its checksum, of any length. */
function fromBech32(text: Uint8Array, size: number, isMixed: boolean): Bytes {
  let end = 0; // of the prefix
  while ((text[end] as number) >= 97 && (text[end] as number) <= 122) end++;
  const bits = 5 * (size - end - 1 - CHECKSUM_SIZE);
  let isBech32 = end > 0 && text[end] === 49 && bits >= 0; // the separator is "1"
  for (let i = end + 1; i < size; i++) {
    let found = 0; // its place, from 1 on. It is compared with each: no branch and no address depends on it
    for (let at = 1; at <= 32; at++) found |= at & (((charCodeAt(CHARACTERS, at - 1) ^ (text[i] as number)) - 1) >> 31);
    if (found === 0) isBech32 = false;
    text[i] = found - 1;
  }
  if (!isBech32) refuse("encoding", `it is neither nsec1… nor 64 hex digits, but ${size} characters`);
  if (isMixed) refuse("encoding", "it mixes upper and lower case");
  let checksum = 1;
  for (let i = 0; i < end; i++) checksum = next(checksum, 3); // the high bits of a letter
  checksum = next(checksum, 0);
  for (let i = 0; i < size; i++) if (i !== end) checksum = next(checksum, (text[i] as number) & 31);
  if (checksum !== 1) refuse("checksum", "the checksum does not match: at least one character is wrong");
  let prefix = "";
  for (let i = 0; i < end; i++) prefix += fromCharCode(text[i] as number);
  if (prefix !== "nsec") refuse("prefix", `this is ${otherText(prefix)}, not an nsec`);
  // The last value has the bits that make no byte (BIP 173, "Segwit address format").
  const padding = (text[size - CHECKSUM_SIZE - 1] as number) & ((1 << (bits & 7)) - 1);
  if ((bits & 7) > 4 || padding !== 0) refuse("encoding", "its padding bits are not zero");
  if (bits >> 3 !== KEY_SIZE) refuse("length", `it holds ${bits >> 3} bytes, not ${KEY_SIZE}`);
  return toKey(text, end + 1, 5);
}

/** Takes one more value into the checksum. */
function next(checksum: number, value: number): number {
  let sum = ((checksum & 0x1ffffff) << 5) ^ value;
  for (let i = 0; i < 5; i++) sum ^= (GENERATOR[i] as number) & -((checksum >>> (25 + i)) & 1);
  return sum;
}

/** Makes the key of values from `start` on, `width` bits each, bit by bit. */
function toKey(values: Uint8Array, start: number, width: number): Bytes {
  const secretKey = newBytes(KEY_SIZE);
  for (let bit = 0; bit < 8 * KEY_SIZE; bit++) {
    const value = values[start + ((bit / width) | 0)] as number;
    secretKey[bit >> 3] = ((secretKey[bit >> 3] as number) << 1) | ((value >> (width - 1 - (bit % width))) & 1);
  }
  return secretKey;
}

/** Whether 0 < k < n. It subtracts n from k and looks at the last borrow. */
export function isInRange(secretKey: Uint8Array): boolean {
  let any = 0;
  let borrow = 0;
  for (let i = KEY_SIZE - 1; i >= 0; i--) {
    any |= secretKey[i] as number;
    borrow = ((secretKey[i] as number) - readInt(slice(ORDER, 2 * i, 2 * i + 2), 16) - borrow) >>> 31;
  }
  return any !== 0 && borrow === 1;
}

/** What else is bech32 among Nostr's texts (NIP-19, NIP-49), by its human-readable part. */
function otherText(prefix: string): string {
  if (prefix === "npub") return "a public key (npub)";
  if (prefix === "note") return "a note id (note)";
  // Not by its name, which is long enough to be taken for a part of the text.
  if (prefix === "ncryptsec") return "an encrypted secret key (NIP-49)";
  return "bech32 of another kind";
}

function refuse(rule: "type" | "length" | "encoding" | "prefix" | "checksum" | "range", message: string): never {
  fail(`secret-key/${rule}`, `secret key: ${message}`);
}
