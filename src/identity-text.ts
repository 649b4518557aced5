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
    if (size === 0) throw new VolumeKeyError("identity/size", "it is empty");
    if (size > MAX_SIZE) throw new VolumeKeyError("identity/size", `it is larger than ${MAX_SIZE} bytes`);
    const text = bytes.subarray(0, size);
    if (isUtf16(text)) throw new VolumeKeyError("secret-key/encoding", "the text is in UTF-16; save it as UTF-8");
    return parseSecretKey(new TextDecoder().decode(text));
  } catch (error) {
    throw error instanceof VolumeKeyError ? new VolumeKeyError(error.code, `${name}: ${error.message}`) : error;
  } finally {
    bytes.fill(0);
  }
}

/** Whether a text of ASCII is in UTF-16, as PowerShell's `>` writes it: a byte order mark, or every other byte 0. */
function isUtf16(text: Uint8Array): boolean {
  const [first, second] = text;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return text.length > 1 && [0, 1].some((zero) => text.every((byte, i) => (byte === 0) === (i % 2 === zero)));
}
