import { MESSAGE, SECRET_KEY, VOLUME_KEY, WORKLOAD_ID } from "../../build/volume-key.ts";
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
/** Of the 64 ids and of the long one. */
const WASM_ANSWER = "083e460e3a6b23d39c84124a460c87f047bccea1a8d816fd8acba70824de7f97";
/** Of the ids in lanes, of the lengths, of the long id again and of the empty one. */
const LANES_ANSWER = "e066f0b4a8103b4f13db13b38dfd5728ae415765d7b285e8210cd5e15fc2111f";

/** Lengths in bits that no message here has: where one of them has a one, the other has a zero, but for the last three bits. */
const LENGTHS = [0x3c69c3963c69c0, 0xc3963c69c39638];

/** The sum of the words of K, H0 and the tag: what a memory holds that nothing is left in. */
const CONSTANTS_SUM = 152329245366;

/** Whether a core computes its known answer. */
export function computesKnownAnswer(core: Core): boolean {
  if (core.name === "js") return endsIn(JS_ANSWER, (key) => core.derive(key, "żółw 界 🐢".repeat(6), key, 0));
  return endsIn(WASM_ANSWER, (key) => {
    for (const id of [...makeIds(), longId()]) core.derive(key, id, key, 0);
  });
}

/** Whether the lanes of the Wasm core compute theirs, and the memory is zero after that. */
export function lanesComputeKnownAnswer(core: WasmCore, lanes: Derive<readonly string[]>): boolean {
  const isRight = endsIn(LANES_ANSWER, (key) => {
    const ids = makeIds();
    // The keys of each batch, read as text, are the id of the next derivation.
    for (const batch of [[...ids.reverse(), "界".repeat(300), ""], new Array<string>(4).fill(ids[0] as string)]) {
      const keys = new Uint8Array(KEY_SIZE * batch.length);
      lanes(key, batch, keys, 0);
      core.derive(key, textOf(keys), key, 0);
    }
    for (const bits of LENGTHS) {
      const { exports, memory } = core;
      memory.set(key, SECRET_KEY);
      exports.finish(MESSAGE, WORKLOAD_ID, bits / 8);
      for (let i = 0; i < KEY_SIZE; i++) key[i] = memory[VOLUME_KEY + i] as number;
      memory.fill(0, VOLUME_KEY, VOLUME_KEY + KEY_SIZE);
    }
    for (const id of [longId(), ""]) core.derive(key, id, key, 0); // what one leaves, the next does not wipe
  });
  return isRight && core.words.reduce((sum, word) => sum + (word >>> 0), 0) === CONSTANTS_SUM;
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

/** An id of three parts (END in assembly/memory.ts). The last one is short: its padding lies where the second one was. */
function longId(): string {
  return textOf(count().subarray(0, 42)).repeat(197);
}

/** 00 01 02 … 7f. The first 32 bytes are the first secret key. */
function count(): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, i) => i);
}

/** A character for each byte, U+0000 to U+00FF. */
function textOf(bytes: Uint8Array): string {
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}
