import { Buffer } from "node:buffer";
import { characterAt, KEY_LENGTH } from "../src/base64url.ts";
import { KEY_SIZE } from "../src/bytes.ts";
import { encodeVolumeEncryption } from "../src/index.ts";
import { type Bytes, newBytes } from "../src/realm.ts";

/** The wire object of some key. */
const WIRE = encodeVolumeEncryption(new Uint8Array(KEY_SIZE).fill(1));

/** Makes the lines of keys in memory of its own, since a text cannot be wiped: first without the keys, which are then put in. */
export function linesOf(keys: Bytes, ids: string[], format: "base64url" | "hex" | "json"): Bytes {
  const [size, characterOf] = format === "hex" ? [2 * KEY_SIZE, hexAt] : [KEY_LENGTH, characterAt];
  const tail = format === "json" ? '"}}\n' : "\n";
  const texts = ids.map((id) => (format === "json" ? jsonOf(id) : " ".repeat(size)) + tail);
  const lines = newBytes(Buffer.byteLength(texts.join("")));
  let end = 0;
  for (const [i, text] of texts.entries()) {
    end += Buffer.from(lines.buffer).write(text, end);
    const start = end - tail.length - size;
    for (let at = 0; at < size; at++) lines[start + at] = characterOf(keys, KEY_SIZE * i, at);
  }
  return lines;
}

/** A line of JSON without its tail. Some readers of lines end one at U+2028 and U+2029 too. */
function jsonOf(workload_id: string): string {
  const json = JSON.stringify({ workload_id, volume_encryption: WIRE }).slice(0, -'"}}'.length);
  return json.replace(/\u2028/g, "\\u2028").replace(/\u2029/g, "\\u2029");
}

/** The digit at place `i` of a key in hex, 32 bytes from `start` on. */
function hexAt(key: Uint8Array, start: number, i: number): number {
  const digit = ((key[start + (i >> 1)] as number) >> (i % 2 === 0 ? 4 : 0)) & 15;
  return digit + (digit < 10 ? 48 : 87); // from "0", or from "a"
}
