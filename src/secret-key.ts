import { isChecksumRight, toBytes, valuesOf } from "./bech32.ts";
import { type Bytes, forgetMatch, KEY_SIZE, kindOf, newKey } from "./bytes.ts";
import { VolumeKeyError } from "./errors.ts";

/** bech32 as NIP-19 has it: a human-readable part in letters, the separator, the data with its checksum of 6. */
const BECH32 = /^[a-z]+1[02-9ac-hj-np-z]{6,}$/i;

const HEX = /^[0-9a-f]+$/i;

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
  if (typeof text !== "string") {
    fail("type", `expected text, nsec1… or 64 hex digits, got ${kindOf(text)}`);
  }
  try {
    const trimmed = text.trim();
    const secretKey = HEX.test(trimmed) ? fromDigits(trimmed) : fromBech32(trimmed);
    if (!isInRange(secretKey)) {
      secretKey.fill(0);
      fail("range", "its number is not above 0 and below the order of secp256k1");
    }
    return secretKey;
  } finally {
    forgetMatch();
  }
}

function fromDigits(digits: string): Bytes {
  if (digits.length !== 2 * KEY_SIZE) fail("length", `it has ${digits.length} hex digits, not 64`);
  const secretKey = newKey();
  const valueAt = (i: number): number => {
    const c = digits.charCodeAt(i);
    return (c & 15) + 9 * (c >> 6); // the low bits of "0" to "9" are 0 to 9, those of "A" and "a" to "f" are 1 to 6
  };
  for (let i = 0; i < KEY_SIZE; i++) secretKey[i] = (valueAt(2 * i) << 4) | valueAt(2 * i + 1);
  return secretKey;
}

function fromBech32(text: string): Bytes {
  const lower = text.toLowerCase();
  if (text === "") fail("encoding", "it is empty");
  if (!BECH32.test(text)) fail("encoding", `it is neither nsec1… nor 64 hex digits, but ${text.length} characters`);
  if (text !== lower && text !== text.toUpperCase()) fail("encoding", "it mixes upper and lower case");
  const hrp = lower.slice(0, lower.lastIndexOf("1"));
  const values = valuesOf(lower, hrp.length);
  let bytes: Bytes | undefined;
  try {
    if (!isChecksumRight(hrp, values)) fail("checksum", "the checksum does not match: at least one character is wrong");
    if (hrp !== "nsec") fail("prefix", `this is ${otherText(hrp)}, not an nsec`);
    bytes = toBytes(values);
  } finally {
    values.fill(0);
  }
  if (bytes === undefined) fail("encoding", "its padding bits are not zero");
  if (bytes.length === KEY_SIZE) return bytes;
  bytes.fill(0);
  fail("length", `it holds ${bytes.length} bytes, not ${KEY_SIZE}`);
}

/** Whether 0 < k < n: the first byte that differs from the order's decides. */
export function isInRange(secretKey: Bytes): boolean {
  const orderAt = (i: number) => Number.parseInt(ORDER.slice(2 * i, 2 * i + 2), 16);
  const first = secretKey.findIndex((byte, i) => byte !== orderAt(i));
  return first >= 0 && (secretKey[first] as number) < orderAt(first) && secretKey.some((byte) => byte !== 0);
}

/** What else is bech32 among Nostr's texts (NIP-19, NIP-49), by its human-readable part. */
function otherText(hrp: string): string {
  if (hrp === "npub") return "a public key (npub)";
  if (hrp === "note") return "a note id (note)";
  // Not by its name, which is long enough to be taken for a part of the text.
  if (hrp === "ncryptsec") return "an encrypted secret key (NIP-49)";
  return "bech32 of another kind";
}

function fail(rule: "type" | "length" | "encoding" | "prefix" | "checksum" | "range", message: string): never {
  throw new VolumeKeyError(`secret-key/${rule}`, `secret key: ${message}`);
}
