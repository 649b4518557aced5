import type { Bytes } from "./bytes.ts";

/** The characters of the data part, in the order of their values (BIP 173, "Bech32"). */
const CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** The coefficients of the checksum's generator (BIP 173, "Checksum"). */
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** Characters of the checksum, at the end of the data part. */
const CHECKSUM_SIZE = 6;

/** The values of the characters behind the separator, 5 bits each, in an array to be wiped. `text` is in lower case. */
export function valuesOf(text: string, separator: number): Uint8Array {
  const values = new Uint8Array(new ArrayBuffer(text.length - separator - 1));
  for (let i = 0; i < values.length; i++) values[i] = CHARACTERS.indexOf(text.charAt(separator + 1 + i));
  return values;
}

/** Whether the checksum is right: of the human-readable part's high bits, a zero, its low bits, and all values. */
export function isChecksumRight(hrp: string, values: Uint8Array): boolean {
  let checksum = 1;
  const take = (value: number): void => {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    for (let i = 0; i < 5; i++) if ((top >> i) & 1) checksum ^= GENERATOR[i] as number;
  };
  for (let i = 0; i < hrp.length; i++) take(hrp.charCodeAt(i) >> 5);
  take(0);
  for (let i = 0; i < hrp.length; i++) take(hrp.charCodeAt(i) & 31);
  for (let i = 0; i < values.length; i++) take(values[i] as number);
  return checksum === 1;
}

/**
 * Regroups the values before the checksum, 5 bits each, to bytes (BIP 173, "Segwit address format"). Returns `undefined` where
 * more than 4 bits are left over, or where one of those is not zero.
 */
export function toBytes(values: Uint8Array): Bytes | undefined {
  const count = values.length - CHECKSUM_SIZE;
  const bytes = new Uint8Array(new ArrayBuffer((5 * count) >> 3));
  let [bits, read, end] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    read = ((read << 5) | (values[i] as number)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[end++] = read >> bits;
  }
  if (bits < 5 && (read & ((1 << bits) - 1)) === 0) return bytes;
  bytes.fill(0);
  return undefined;
}
