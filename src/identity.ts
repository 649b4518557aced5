/**
 * The identity file of a Paygress consumer, on Node, Deno and Bun.
 *
 * @module
 */
import { open } from "node:fs/promises";
import { TextDecoder } from "node:util";
import { isBytes, kindOf } from "./bytes.ts";
import { VolumeKeyError } from "./errors.ts";
import { defaultIdentity, piecesOf, systemCode } from "./identity-file.ts";
import { type Bytes, fill, lengthOf, newBytes, viewBytes } from "./realm.ts";
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
  if (source !== undefined && typeof source !== "string") {
    if (typeof source?.[Symbol.asyncIterator] === "function") return parseIdentity(source, name);
    const message = `identity: expected a path or an async iterable of bytes, got ${kindOf(source)}`;
    throw new VolumeKeyError("identity/unreadable", message);
  }
  const path = source ?? defaultIdentity();
  try {
    return await parseIdentity(piecesOf(await open(path)), name);
  } catch (error) {
    if (error instanceof VolumeKeyError) throw error;
    const code = systemCode(error);
    if (code === "ENOENT") throw new VolumeKeyError("identity/missing", `${name}: no such file`);
    throw new VolumeKeyError("identity/unreadable", `${name}: cannot be read (${code})`);
  }
}

/** Reading stops at the limit, so that `/dev/zero` is refused and not read for ever. */
async function parseIdentity(source: AsyncIterable<Uint8Array>, name: string): Promise<Bytes> {
  const bytes = newBytes(MAX_SIZE);
  let size = 0;
  try {
    for await (const piece of source) {
      if (!isBytes(piece)) throw new VolumeKeyError("identity/unreadable", `expected bytes, got ${kindOf(piece)}`);
      for (let i = 0; i < lengthOf(piece); i++) bytes[size + i] = piece[i] as number; // what is beyond the limit is dropped
      size += lengthOf(piece);
      fill(piece, 0);
      if (size > MAX_SIZE) throw new VolumeKeyError("identity/size", `it is larger than ${MAX_SIZE} bytes`);
    }
    if (size === 0) throw new VolumeKeyError("identity/size", "it is empty");
    if (isUtf16(bytes, size))
      throw new VolumeKeyError("secret-key/encoding", "the text is in UTF-16; save it as UTF-8");
    return readSecretKey(trimmed(bytes, size));
  } catch (error) {
    if (!(error instanceof VolumeKeyError)) throw error;
    throw new VolumeKeyError(error.code, `${name}: ${error.message}`);
  } finally {
    fill(bytes, 0);
  }
}

/** Whether a text of ASCII is in UTF-16, as PowerShell's `>` writes it: a byte order mark, or every other byte 0. */
function isUtf16(bytes: Bytes, size: number): boolean {
  const mark = ((bytes[0] as number) << 8) | (bytes[1] as number);
  if (mark === 0xfffe || mark === 0xfeff) return true;
  let odd = 0;
  for (let i = 0; i < size; i++) if ((bytes[i] === 0) === (i % 2 === 1)) odd++;
  return size > 1 && (odd === 0 || odd === size);
}

/** The text without white space around it, as `trim` has it. What is decoded has no letter and no digit in it. */
function trimmed(bytes: Bytes, size: number): Bytes {
  let start = 0;
  let end = size;
  while (start < end && !isVisible(bytes[start] as number)) start++;
  while (end > start && !isVisible(bytes[end - 1] as number)) end--;
  const { buffer } = bytes;
  const around = [viewBytes(buffer, 0, start), viewBytes(buffer, end, size - end)];
  const isBlank = around.every((part) => new TextDecoder().decode(part).trim() === "");
  return isBlank ? viewBytes(buffer, start, end - start) : viewBytes(buffer, 0, size);
}

/** Whether a byte is a character of ASCII that is seen. */
function isVisible(byte: number): boolean {
  return byte > 32 && byte < 127;
}
