import { fromHex, KEY_SIZE, newKey } from "../bytes.ts";
import { isFullStack } from "../errors.ts";
import type { Core, Derive } from "./types.ts";
import type { WasmCore } from "./wasm.ts";

/*
 * The known answers are chains: each key is the secret key of the next derivation, so that a wrong one changes all that follow,
 * and 32 bytes stand for all of them. A test computes them with node:crypto.
 */

/** Of one id in all lengths of UTF-8, three blocks of message. */
const JS_ANSWER = "9cc205723c9945e43538ab4d53bc872678d922f0baf4d3849c8317629e1b57bd";

/** Of the 64 ids and of a long one. */
const WASM_ANSWER = "2fc3f670c083e016f2530a5352787fcde4035bed3474425f12d611a90a1fc515";

/** Of the 64 ids and of 4 of them as batches, the keys of each read as the text of an id. */
const LANES_ANSWER = "b5cc35b7f9d02ced5d760559acf00a604b7d71c244f928f945fb5622456b5620";

/** The sum of the words of K, H0 and the tag, modulo 2^32: what a memory holds that nothing is left in. */
const CONSTANTS_SUM = 2005390006;

/** Whether a core computes its known answer. */
export function computesKnownAnswer(core: Core): boolean {
  if (core.name === "js") return endsIn(JS_ANSWER, (key) => core.derive(key, "żółw 🐢 ".repeat(6), key, 0));
  return endsIn(WASM_ANSWER, (key) => {
    const ids = makeIds();
    for (const id of [...ids, ids.join("ż🐢").repeat(2)]) core.derive(key, id, key, 0);
  });
}

/** Whether the lanes of the Wasm core compute theirs, and the memory is zero after that. */
export function lanesComputeKnownAnswer(core: WasmCore, lanes: Derive<readonly string[]>): boolean {
  const isRight = endsIn(LANES_ANSWER, (key) => {
    const ids = makeIds();
    for (const batch of [ids, ids.slice(0, 4)]) {
      const keys = new Uint8Array(KEY_SIZE * batch.length);
      lanes(key, batch, keys, 0);
      core.derive(key, textOf(keys), key, 0);
    }
  });
  return isRight && isClean(core.words);
}

/** Whether nothing of a derivation is left in the memory. */
function isClean(words: Int32Array): boolean {
  let sum = 0;
  for (let i = 0; i < words.length; i++) sum = (sum + (words[i] as number)) | 0;
  return sum === CONSTANTS_SUM;
}

function endsIn(answer: string, chain: (key: Uint8Array) => void): boolean {
  const key = newKey(count());
  try {
    chain(key);
  } catch (error) {
    if (isFullStack(error)) throw error;
    return false; // it trapped
  }
  return fromHex(answer).every((byte, i) => byte === key[i]);
}

/** 64 ids of 0 to 127 characters, one for each length modulo 64: messages of one to three blocks. */
function makeIds(): string[] {
  const bytes = count();
  return Array.from({ length: 64 }, (_, i) => textOf(bytes.subarray(0, i + 64 * (i % 2))));
}

/** 00 01 02 … 7f. The first 32 bytes are the first secret key. */
function count(): Uint8Array {
  const bytes = new Uint8Array(128);
  for (let i = 0; i < bytes.length; i++) bytes[i] = i;
  return bytes;
}

/** A character for each byte, U+0000 to U+00FF. */
function textOf(bytes: Uint8Array): string {
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}
