/**
 * The identity file of a Paygress consumer, on Node, Deno and Bun.
 *
 * @module
 */
import { type FileHandle, open } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type Bytes, kindOf } from "./bytes.ts";
import { MAX_SIZE, parseIdentity } from "./identity-text.ts";
import { VolumeKeyError } from "./index.ts";
import { printable } from "./printable.ts";
import { reasonOf, systemCode } from "./system-error.ts";

/**
 * Reads the secret key from an identity file: one text as `parseSecretKey` takes it, with white space around it.
 *
 * @param path the file; the default is `~/.paygress/identity`, where the Paygress command line keeps it
 * @returns the secret key, 32 bytes over an `ArrayBuffer` of their own
 * @throws {VolumeKeyError} `identity/missing`, `identity/unreadable` (a directory, no permission), `identity/size`
 *   (empty, or over 4,096 bytes), and as `parseSecretKey`; it is the promise that is rejected
 *
 * @example
 * ```ts
 * import { readIdentity } from "@paygress/volume-key/identity";
 *
 * const secretKey = await readIdentity("examples/identity");
 * secretKey.length; // 32
 * ```
 */
export async function readIdentity(path?: string): Promise<Bytes> {
  if (path !== undefined && typeof path !== "string") {
    throw new VolumeKeyError("identity/unreadable", `identity: expected the path of a file, got ${kindOf(path)}`);
  }
  let name = "identity ~/.paygress/identity";
  let file: FileHandle | undefined;
  try {
    // $HOME is where the reference looks. Not homedir(): it is "" where $HOME is, which would be the current folder.
    const place = path ?? join(process.env.HOME || userInfo().homedir, ".paygress", "identity");
    name = `identity ${printable(place)}`;
    file = await open(place);
    return await parseIdentity(chunksOf(file), name);
  } catch (error) {
    throw error instanceof VolumeKeyError ? error : refused(error, name);
  } finally {
    await file?.close();
  }
}

/** Read by hand: a stream would leave the secret in a buffer pool. */
async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  const chunk = new Uint8Array(new ArrayBuffer(MAX_SIZE + 1));
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length);
    if (bytesRead === 0) return;
    yield chunk.subarray(0, bytesRead);
  }
}

function refused(error: unknown, name: string): VolumeKeyError {
  if (systemCode(error) === "ENOENT")
    return new VolumeKeyError("identity/missing", `${name}: expected a file, got none`);
  return new VolumeKeyError("identity/unreadable", `${name}: expected a file that can be read, got ${reasonOf(error)}`);
}
