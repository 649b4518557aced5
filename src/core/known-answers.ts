import { fromHex, KEY_SIZE, newKey } from "../bytes.ts";
import { isFullStack } from "../errors.ts";
import type { Core, Derive } from "./types.ts";
import type { WasmCore } from "./wasm.ts";

/*
 * The known answers are chains: each key is the secret key of the next derivation, so that a wrong one changes all that follow,
 * and 32 bytes stand for all of them. A test computes them with node:crypto.
 */

/** Of one id in all lengths of UTF-8, three blocks of message. */
const JS_ANSWER = "e246dffbe217115b6c3001a0c3f0dba97d5250ce0b37189a81a29b4841ce1f27";

/** Of the 64 ids and of a long one. */
const WASM_ANSWER = "091abc81caffb2cc4593bfe3cf59d661fe192b0df633cbb95a8e328bf4b27a76";

/** Of the 64 ids as a batch, and of one of them in all lanes, the keys of each batch read as the text of an id. */
const LANES_ANSWER = "a62968a1f1f7f499e95f75d7db233994787a38283dcf1fc80706bbd920c9c1f0";

/** The sum of the words of K, H0 and the tag, modulo 2^32: what a memory holds that nothing is left in. */
const CONSTANTS_SUM = 2005390006;

/** Whether a core computes its known answer. */
export function computesKnownAnswer(core: Core): boolean {
  if (core.name === "js") return endsIn(JS_ANSWER, (key) => core.derive(key, "żółw 界 🐢".repeat(6), key, 0));
  return endsIn(WASM_ANSWER, (key) => {
    const ids = makeIds();
    for (const id of [...ids, ids.join("ż🐢").repeat(2)]) core.derive(key, id, key, 0);
  });
}

/** Whether the lanes of the Wasm core compute theirs, and the memory is zero after that. */
export function lanesComputeKnownAnswer(core: WasmCore, lanes: Derive<readonly string[]>): boolean {
  const isRight = endsIn(LANES_ANSWER, (key) => {
    const ids = makeIds();
    for (const batch of [ids, new Array<string>(4).fill(ids[62] as string)]) {
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

/** 64 ids of 0 to 126 characters, one for each length modulo 64: messages of one to three blocks, the longest in every lane. */
function makeIds(): string[] {
  const bytes = count();
  return Array.from({ length: 64 }, (_, i) => textOf(bytes.subarray(0, i % 3 === 0 ? i : i + 64)));
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
