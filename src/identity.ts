/**
 * The identity file of a Paygress consumer, on Node, Deno and Bun.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { open } from "node:fs/promises";
import { isBytes, kindOf } from "./bytes.ts";
import { fail, VolumeKeyError } from "./errors.ts";
import { defaultIdentity, piecesOf, systemCode } from "./identity-file.ts";
import { attempt, type Bytes, fill, lengthOf, newBytes, trim, viewBytes } from "./realm.ts";
import { readSecretKey } from "./secret-key.ts";

/** Bytes of the largest identity: a text of 63 or 64 characters and white space is all that belongs there. */
const MAX_SIZE = 4096;

/**
 * Reads the secret key from an identity file: one text as `parseSecretKey` takes it, with white space around it. No text is
 * made of it, and all bytes that were read are wiped.
 *
 * @param source the path of the file, by default `~/.paygress/identity`, where the Paygress command line keeps it; or its bytes
 *   as they come, such as `process.stdin`, which are wiped
 * @returns the secret key, 32 bytes over an `ArrayBuffer` of their own
 * @throws {VolumeKeyError} `identity/missing` (no such file, or no home folder is known), `identity/unreadable` (a directory, no
 *   permission, no path and no bytes), `identity/size` (empty, or over 4,096 bytes), and as `parseSecretKey`; it is the promise
 *   that is rejected. What the source of the bytes throws is passed on. No message has the path in it
 *
 * @example
 * ```ts
 * import { readIdentity } from "@paygress/volume-key/identity";
 *
 * const secretKey = await readIdentity("examples/identity");
 * secretKey.length; // 32
 * ```
 */
export async function readIdentity(source?: string | AsyncIterable<Uint8Array>): Promise<Bytes> {
  const name = source === undefined ? "identity ~/.paygress/identity" : "identity";
  const from = source === undefined ? defaultIdentity() : source;
  const bytes = newBytes(MAX_SIZE);
  try {
    const size = await read(typeof from === "string" ? piecesOf(await open(from)) : from, bytes);
    if (isUtf16(bytes)) fail("secret-key/encoding", "the text is in UTF-16; save it as UTF-8");
    return readSecretKey(trimmed(bytes, size));
  } catch (error) {
    if (error instanceof VolumeKeyError) fail(error.code, `${name}: ${error.message}`);
    if (typeof from !== "string") throw error;
    const code = systemCode(error);
    if (code === "ENOENT") fail("identity/missing", `${name}: no such file`);
    fail("identity/unreadable", `${name}: cannot be read (${code})`);
  } finally {
    fill(bytes, 0);
  }
}

/** Reads what comes, and wipes it there. Stops at the limit, so that `/dev/zero` is refused and not read for ever. */
async function read(source: AsyncIterable<Uint8Array>, bytes: Bytes): Promise<number> {
  if (typeof attempt(() => source[Symbol.asyncIterator]) !== "function") {
    fail("identity/unreadable", `expected a path or an async iterable of bytes, got ${kindOf(source)}`);
  }
  let size = 0;
  for await (const piece of source) {
    if (!isBytes(piece)) fail("identity/unreadable", `expected bytes, got ${kindOf(piece)}`);
    for (let i = 0; i < lengthOf(piece); i++) bytes[size + i] = piece[i] as number; // what is beyond the limit is dropped
    size += lengthOf(piece);
    fill(piece, 0);
    if (size > MAX_SIZE) fail("identity/size", `it is larger than ${MAX_SIZE} bytes`);
  }
  if (size === 0) fail("identity/size", "it is empty");
  return size;
}

/** Whether a text of ASCII begins as in UTF-16, as PowerShell's `>` writes it: a byte order mark, or every other byte 0. */
function isUtf16(bytes: Bytes): boolean {
  const mark = ((bytes[0] as number) << 8) | (bytes[1] as number);
  const isZero = (at: number): boolean => bytes[at] === 0;
  const isWide = isZero(0) !== isZero(1) && isZero(0) === isZero(2) && isZero(1) === isZero(3);
  return isWide || mark === 0xfffe || mark === 0xfeff;
}

/** The text without white space around it, as `trim` has it. What is decoded has no letter and no digit in it. */
function trimmed(bytes: Bytes, size: number): Bytes {
  const isVisible = (at: number): boolean => (bytes[at] as number) > 32 && (bytes[at] as number) < 127;
  let start = 0;
  let end = size;
  while (start < end && !isVisible(start)) start++;
  while (end > start && !isVisible(end - 1)) end--;
  const all = Buffer.from(bytes.buffer, 0, size);
  const around = all.toString("utf8", 0, start) + all.toString("utf8", end);
  return trim(around) === "" ? viewBytes(bytes.buffer, start, end - start) : viewBytes(bytes.buffer, 0, size);
}
