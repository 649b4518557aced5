import { readBech32 } from "./bech32.ts";
import { KEY_SIZE, kindOf } from "./bytes.ts";
import { VolumeKeyError } from "./errors.ts";
import { type Bytes, charCodeAt, fill, lengthOf, newBytes, readInt, slice, trim } from "./realm.ts";

/** The order n of secp256k1 (SEC 2 §2.4.1); a secret key k is a number 0 < k < n. */
const ORDER = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

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
  if (typeof text !== "string") fail("type", `expected text, nsec1… or 64 hex digits, got ${kindOf(text)}`);
  const trimmed = trim(text);
  const characters = newBytes(trimmed.length);
  try {
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
 * @param characters which the caller wipes; letters become lower case
 */
export function readSecretKey(characters: Uint8Array): Bytes {
  if (lengthOf(characters) === 0) fail("encoding", "it is empty");
  const isMixed = lowerCase(characters);
  const secretKey = isHex(characters) ? fromHex(characters) : fromBech32(characters, isMixed);
  if (isInRange(secretKey)) return secretKey;
  fill(secretKey, 0);
  fail("range", "its number is not above 0 and below the order of secp256k1");
}

/** Makes the letters lower case. Returns whether they were of both cases. */
function lowerCase(characters: Uint8Array): boolean {
  let cases = 0;
  for (let i = 0; i < lengthOf(characters); i++) {
    const lower = (characters[i] as number) | 32;
    if (lower < 97 || lower > 122) continue;
    cases |= characters[i] === lower ? 1 : 2;
    characters[i] = lower;
  }
  return cases === 3;
}

function isHex(characters: Uint8Array): boolean {
  for (let i = 0; i < lengthOf(characters); i++) {
    const c = characters[i] as number;
    if (c < 48 || c > 102 || (c > 57 && c < 97)) return false; // 0 to 9, a to f
  }
  return true;
}

function fromHex(digits: Uint8Array): Bytes {
  if (lengthOf(digits) !== 2 * KEY_SIZE) fail("length", `it has ${lengthOf(digits)} hex digits, not 64`);
  const secretKey = newBytes(KEY_SIZE);
  for (let i = 0; i < 2 * KEY_SIZE; i++) {
    const c = digits[i] as number; // the low bits of "0" to "9" are 0 to 9, those of "a" to "f" are 1 to 6
    secretKey[i >> 1] = ((secretKey[i >> 1] as number) << 4) | ((c & 15) + 9 * (c >> 6));
  }
  return secretKey;
}

function fromBech32(characters: Uint8Array, isMixed: boolean): Bytes {
  const { problem, prefix, data } = readBech32(characters);
  const size = data === undefined ? 0 : lengthOf(data);
  if (data !== undefined && size === KEY_SIZE && prefix === "nsec" && !isMixed) return data;
  if (data !== undefined) fill(data, 0);
  if (problem === "form") {
    fail("encoding", `it is neither nsec1… nor 64 hex digits, but ${lengthOf(characters)} characters`);
  }
  if (isMixed) fail("encoding", "it mixes upper and lower case");
  if (problem === "checksum") fail("checksum", "the checksum does not match: at least one character is wrong");
  if (prefix !== "nsec") fail("prefix", `this is ${otherText(prefix)}, not an nsec`);
  if (data === undefined) fail("encoding", "its padding bits are not zero");
  fail("length", `it holds ${size} bytes, not ${KEY_SIZE}`);
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

function fail(rule: "type" | "length" | "encoding" | "prefix" | "checksum" | "range", message: string): never {
  throw new VolumeKeyError(`secret-key/${rule}`, `secret key: ${message}`);
}
