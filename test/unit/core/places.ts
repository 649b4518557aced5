import { LENGTHS, TEXT } from "../../../build/volume-key.ts";
import { placeOf } from "../../../src/core/lanes.ts";

/** The place in a batch of the key that is derived twice, as the lanes find it in their memory. */
export function placeIn(ids: readonly string[]): number {
  const memory = new Uint8Array(65_536);
  const words = new Int32Array(memory.buffer);
  const chunk = ids.slice(0, 32).map((id) => Buffer.from(id.length <= 300 ? id : ""));
  words.set(
    chunk.map(({ length }) => length),
    LENGTHS / 4,
  );
  memory.set(Buffer.concat(chunk), TEXT);
  return placeOf(words, memory, chunk.length, ids.length);
}
