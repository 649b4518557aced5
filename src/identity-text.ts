import { TextDecoder } from "node:util";
import type { Bytes } from "./bytes.ts";
import { parseSecretKey, VolumeKeyError } from "./index.ts";

/** Bytes of the largest identity file: a text of 63 or 64 characters and white space is all that belongs there. */
export const MAX_SIZE = 4096;

/**
 * Reads the secret key from the bytes of an identity file as they come, and wipes them. Reading stops at the limit, so
 * that `/dev/zero` is refused and not read for ever.
 *
 * @param chunks the bytes of the file, in pieces that nobody else needs
 * @param name what the messages call the file
 */
export async function parseIdentity(chunks: AsyncIterable<Uint8Array>, name: string): Promise<Bytes> {
  const bytes = new Uint8Array(new ArrayBuffer(MAX_SIZE));
  let size = 0;
  try {
    for await (const chunk of chunks) {
      const fits = size + chunk.length <= MAX_SIZE;
      if (fits) bytes.set(chunk, size);
      size += chunk.length;
      chunk.fill(0);
      if (!fits) break;
    }
    if (size === 0 || size > MAX_SIZE) {
      const got = size === 0 ? "none" : "more";
      throw new VolumeKeyError("identity/size", `${name}: expected 1 to ${MAX_SIZE} bytes, got ${got}`);
    }
    return parseSecretKey(new TextDecoder().decode(bytes.subarray(0, size)));
  } catch (error) {
    if (!(error instanceof VolumeKeyError) || error.code === "identity/size") throw error;
    throw new VolumeKeyError(error.code, `${name}: ${error.message}`);
  } finally {
    bytes.fill(0);
  }
}
