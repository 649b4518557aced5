import { Buffer } from "node:buffer";
import { KEY_LENGTH, writeKey } from "../src/base64url.ts";
import { KEY_SIZE } from "../src/bytes.ts";
import { encodeVolumeEncryption } from "../src/index.ts";
import { type Bytes, newBytes } from "../src/realm.ts";

const DIGITS = Buffer.from("0123456789abcdef");

/** A wire object without its key. */
const WIRE = { ...encodeVolumeEncryption(new Uint8Array(KEY_SIZE).fill(1)), key_b64: "" };

/** The lines of the keys, in memory of its own: a text could not be wiped. */
export function linesOf(keys: Bytes, ids: string[], format: "base64url" | "hex" | "json"): Bytes {
  const size = format === "hex" ? 2 * KEY_SIZE : KEY_LENGTH;
  const frames = ids.map((id) => (format === "json" ? frameOf(id) : { before: "", after: "\n" }));
  const length = frames.reduce((sum, { before, after }) => sum + Buffer.byteLength(before) + size + after.length, 0);
  const lines = newBytes(length);
  const view = Buffer.from(lines.buffer);
  let end = 0;
  frames.forEach(({ before, after }, i) => {
    end += view.write(before, end);
    if (format === "hex") writeHex(keys, KEY_SIZE * i, lines, end);
    else writeKey(keys, KEY_SIZE * i, lines, end);
    end += size;
    end += view.write(after, end);
  });
  return lines;
}

/** What is before and after the key's 43 characters. The line separators U+2028 and U+2029 end a line for some readers. */
function frameOf(workload_id: string): { before: string; after: string } {
  const json = JSON.stringify({ workload_id, volume_encryption: WIRE }).replace(
    /[\u2028\u2029]/g,
    (lineEnd) => `\\u${lineEnd.charCodeAt(0).toString(16)}`,
  );
  const end = json.length - '"}}'.length;
  return { before: json.slice(0, end), after: `${json.slice(end)}\n` };
}

function writeHex(key: Uint8Array, start: number, out: Uint8Array, end: number): void {
  for (let i = 0; i < KEY_SIZE; i++) {
    const byte = key[start + i] as number;
    out[end + 2 * i] = DIGITS[byte >> 4] as number;
    out[end + 2 * i + 1] = DIGITS[byte & 15] as number;
  }
}
