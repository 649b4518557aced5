/**
 * The identity file of a Paygress consumer, on Node, Deno and Bun.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { readIdentityFile } from "./identity-file.ts";

/**
 * Reads the secret key from an identity file: one text as `parseSecretKey` takes it, with white space around it.
 *
 * @param path the file; the default is `~/.paygress/identity`, where the Paygress command line keeps it
 * @returns the secret key, 32 bytes over an `ArrayBuffer` of their own
 * @throws {VolumeKeyError} `identity/missing` (no such file, no home folder), `identity/unreadable` (a directory, no
 *   permission), `identity/size` (empty, or over 4,096 bytes), and as `parseSecretKey`; it is the promise that is rejected
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
  return readIdentityFile(path);
}
