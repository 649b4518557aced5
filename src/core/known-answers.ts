import { LENGTHS, MESSAGE, SECRET_KEY, VOLUME_KEY, WORKLOAD_ID } from "../../build/volume-key.ts";
import { KEY_SIZE } from "../bytes.ts";
import { isFullStack } from "../errors.ts";
import { type Bytes, fromCharCode, newBytes, put, readInt, slice } from "../realm.ts";
import type { Core, WriteKeys } from "./types.ts";
import type { WasmCore } from "./wasm.ts";

/*
 * The known answers are chains: each key is the secret key of the next derivation, so that a wrong one changes all that follow,
 * and 32 bytes stand for all of them. A test computes them with node:crypto.
 */

/** Of the 64 ids and of the long one. */
const ANSWER = "9f9f7a367ce0e2190409ba7e65f30ad4832447ef877524bdec79b3e237cd62f4";
/** Of the ids in lanes, of the lengths, of the long id again and of the empty one. */
const LANES_ANSWER = "6198dfa3f97b8d1981497851df736949cd84d0c967ac88a184ed5c8f93403969";

/** Two message lengths in bits. But for the last three bits, each bit is one in exactly one of them. */
const BITS = 0x3c69c3963c69c0;
const OTHER_BITS = 0xc3963c69c39638;

/** Bytes of the whole memory. */
const MEMORY_SIZE = 65_536;

/** The sum of the words of K, H0 and the tag, modulo 2^32: of a clean memory. */
const CONSTANTS_SUM = 2005390006;

/** U+0000 to U+007F. */
let CHARACTERS = "";
for (let i = 0; i < 128; i++) CHARACTERS += fromCharCode(i);

/** Whether a core computes its known answer, and the Wasm core leaves nothing in what one key uses of the memory. */
export function computesKnownAnswer(core: Core): boolean {
  const isRight = endsIn(ANSWER, (key) => {
    for (let i = 0; i < 64; i++) core.writeKey(key, shortId(i), key, 0);
    core.writeKey(key, longId(), key, 0);
  });
  return isRight && (core.name === "js" || isClean((core as WasmCore).words, LENGTHS / 4));
}

/** Whether the lanes of the Wasm core compute theirs, and leave nothing in the whole memory. */
export function lanesComputeKnownAnswer(core: WasmCore, writeKeys: WriteKeys): boolean {
  const { exports, memory, words } = core;
  const isRight = endsIn(LANES_ANSWER, (key) => {
    const mixed: string[] = [];
    for (let i = 63; i >= 0; i--) put(mixed, 63 - i, shortId(i));
    put(mixed, 64, repeat("界", 300));
    put(mixed, 65, "");
    const longest = shortId(63);
    const alike = [longest, longest, longest, longest];
    for (let n = 0; n < 2; n++) {
      const ids = n === 0 ? mixed : alike;
      const keys = newBytes(KEY_SIZE * ids.length);
      writeKeys(key, ids, keys);
      core.writeKey(key, textOf(keys, KEY_SIZE * ids.length), key, 0);
    }
    for (let n = 0; n < 2; n++) {
      for (let i = 0; i < KEY_SIZE; i++) memory[SECRET_KEY + i] = key[i] as number;
      exports.hashLast(MESSAGE, WORKLOAD_ID, (n === 0 ? BITS : OTHER_BITS) / 8);
      for (let i = 0; i < KEY_SIZE; i++) {
        key[i] = memory[VOLUME_KEY + i] as number;
        memory[VOLUME_KEY + i] = 0;
      }
    }
    core.writeKey(key, longId(), key, 0);
    core.writeKey(key, "", key, 0); // what the long one leaves, this one does not wipe
  });
  return isRight && isClean(words, MEMORY_SIZE / 4);
}

function endsIn(answer: string, chain: (key: Bytes) => void): boolean {
  const key = newBytes(KEY_SIZE);
  for (let i = 0; i < KEY_SIZE; i++) key[i] = i;
  try {
    chain(key);
  } catch (error) {
    if (isFullStack(error)) throw error;
    return false; // it trapped
  }
  for (let i = 0; i < KEY_SIZE; i++) if (key[i] !== readInt(slice(answer, 2 * i, 2 * i + 2), 16)) return false;
  return true;
}

/** Whether nothing but the constants is in the first `size` words of the memory. */
function isClean(words: Int32Array, size: number): boolean {
  let sum = 0;
  for (let i = 0; i < size; i++) sum = (sum + (words[i] as number)) | 0;
  return sum === CONSTANTS_SUM;
}

/** One of 64 ids of 0 to 126 characters, one for each length modulo 64: messages of one to three blocks, the longest in every lane. */
function shortId(i: number): string {
  return slice(CHARACTERS, 0, i % 3 === 0 ? i : i + 64);
}

/**
 * An id of three parts (END in assembly/memory.ts), with characters of each length in UTF-8. The last part is short: its padding
 * lies where the second one was.
 */
function longId(): string {
  return repeat(`${slice(CHARACTERS, 0, 42)}ż界🐢`, 163);
}

/** A character for each byte, U+0000 to U+00FF. */
function textOf(bytes: Bytes, size: number): string {
  let text = "";
  for (let i = 0; i < size; i++) text += fromCharCode(bytes[i] as number);
  return text;
}

function repeat(text: string, times: number): string {
  let all = "";
  for (let i = 0; i < times; i++) all += text;
  return all;
}
