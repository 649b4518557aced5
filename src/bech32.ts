import { type Bytes, charCodeAt, fill, fromCharCode, lengthOf, newBytes } from "./realm.ts";

/** The characters of the data part, in the order of their values (BIP 173, "Bech32"). */
const CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** The coefficients of the checksum's generator (BIP 173, "Checksum"). */
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** Characters of the checksum, at the end of the data part. */
const CHECKSUM_SIZE = 6;

/** What a text in bech32 holds. Each member is there: `Object.prototype` may have others of that name. */
interface Bech32 {
  problem: "form" | "checksum" | undefined;
  /** The human-readable part. */
  prefix: string;
  /** Undefined where its padding is wrong. */
  data: Bytes | undefined;
}

/**
 * Reads bech32 as NIP-19 has it: letters, the separator, the data and its checksum, of any length.
 *
 * @param text its characters, in lower case
 */
export function readBech32(text: Uint8Array): Bech32 {
  let end = 0; // of the prefix
  while ((text[end] as number) >= 97 && (text[end] as number) <= 122) end++;
  const size = lengthOf(text) - end - 1;
  if (end === 0 || text[end] !== 49 || size < CHECKSUM_SIZE) return wrong("form"); // the separator is "1"
  const values = newBytes(size);
  try {
    let checksum = 1;
    for (let i = 0; i < end; i++) checksum = next(checksum, (text[i] as number) >> 5);
    checksum = next(checksum, 0);
    for (let i = 0; i < end; i++) checksum = next(checksum, (text[i] as number) & 31);
    for (let i = 0; i < size; i++) {
      const value = fiveBitsOf(text[end + 1 + i] as number);
      if (value < 0) return wrong("form");
      values[i] = value;
      checksum = next(checksum, value);
    }
    if (checksum !== 1) return wrong("checksum");
    let prefix = "";
    for (let i = 0; i < end; i++) prefix += fromCharCode(text[i] as number);
    return { problem: undefined, prefix, data: toBytes(values, size - CHECKSUM_SIZE) };
  } finally {
    fill(values, 0);
  }
}

function wrong(problem: "form" | "checksum"): Bech32 {
  return { problem, prefix: "", data: undefined };
}

/** The value of a character, or -1. It is compared with each: no branch and no address depends on it. */
function fiveBitsOf(character: number): number {
  let found = 0;
  for (let i = 0; i < 32; i++) found |= (i + 1) & (((charCodeAt(CHARACTERS, i) ^ character) - 1) >> 31);
  return found - 1;
}

/** Takes one more value into the checksum. */
function next(checksum: number, value: number): number {
  let sum = ((checksum & 0x1ffffff) << 5) ^ value;
  for (let i = 0; i < 5; i++) sum ^= (GENERATOR[i] as number) & -((checksum >>> (25 + i)) & 1);
  return sum;
}

/**
 * Regroups the first `count` values, 5 bits each, to bytes (BIP 173, "Segwit address format"). Returns `undefined` where more
 * than 4 bits are left over, or where one of those is not zero.
 */
function toBytes(values: Uint8Array, count: number): Bytes | undefined {
  const bytes = newBytes((5 * count) >> 3);
  let bits = 0;
  let read = 0;
  for (let i = 0, end = 0; i < count; i++) {
    read = ((read << 5) | (values[i] as number)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[end++] = read >> bits;
  }
  if (bits < 5 && (read & ((1 << bits) - 1)) === 0) return bytes;
  fill(bytes, 0);
  return undefined;
}
