import { KEYS, LENGTHS, SECRET_KEY, TEXT, VOLUME_KEY } from "../../build/volume-key.ts";
import { KEY_SIZE } from "../bytes.ts";
import { encodeInto, Fault, newArray, put, set, viewBytes } from "../realm.ts";
import { lanesComputeKnownAnswer } from "./known-answers.ts";
import type { WriteKeys } from "./types.ts";
import type { WasmCore } from "./wasm.ts";

/** Ids that the lanes take at a time: LENGTHS and KEYS have room for them. */
const CHUNK = 32;
/** UTF-16 units of the longest id that goes through a lane: at most 900 bytes of UTF-8, for which a lane has room. */
const MAX_LENGTH = 300;

/** Makes the lanes of a core. Returns undefined where they do not compute their known answer. */
export function testedLanes(core: WasmCore): WriteKeys | undefined {
  const lanes = lanesOf(core);
  return lanesComputeKnownAnswer(core, lanes) ? lanes : undefined;
}

function lanesOf(core: WasmCore): WriteKeys {
  const { exports, buffer, memory, words } = core;
  const { hashPrefix, hashLanes } = exports;
  const text = viewBytes(buffer, TEXT);
  const keys = viewBytes(buffer, KEYS, KEY_SIZE * CHUNK);

  /** Writes `count` ids from `first` on to TEXT, and their lengths to LENGTHS. */
  const writeIds = (ids: readonly string[], first: number, count: number): void => {
    let all = "";
    for (let i = 0; i < count || i % 4 > 0; i++) {
      const id = i < count ? (ids[first + i] as string) : "";
      all += id;
      words[LENGTHS / 4 + i] = id.length;
    }
    // One call for all of them spares most of the time that goes into moving text. ASCII has as many bytes as UTF-16 units.
    if (encodeInto(all, text).written === all.length) return;
    let end = TEXT;
    for (let i = 0; i < count; i++) {
      const { written } = encodeInto(ids[first + i] as string, viewBytes(buffer, end));
      words[LENGTHS / 4 + i] = written;
      end += written;
    }
  };

  /** The keys of ids for which a lane has room. */
  const writeShort = (secretKey: Uint8Array, ids: readonly string[], out: Uint8Array): void => {
    let place = 0;
    for (let first = 0; first < ids.length; first += CHUNK) {
      let count = ids.length - first;
      if (count > CHUNK) count = CHUNK;
      writeIds(ids, first, count);
      if (first === 0) {
        // One key is derived by the other kernel too: engines have had SIMD that went wrong only once code was optimised.
        place = placeOf(words, memory, count, ids.length);
        core.hash(secretKey, ids[place] as string);
        for (let i = 0; i < KEY_SIZE; i++) memory[SECRET_KEY + i] = secretKey[i] as number;
        hashPrefix();
      }
      hashLanes(count);
      core.expectAlone();
      for (let i = 0; i < KEY_SIZE && first <= place && place < first + count; i++) {
        const isRight = memory[KEYS + KEY_SIZE * (place - first) + i] === memory[VOLUME_KEY + i];
        if (!isRight) throw new Fault("its two kernels disagree");
      }
      set(out, count === CHUNK ? keys : viewBytes(buffer, KEYS, KEY_SIZE * count), KEY_SIZE * first);
    }
  };

  return (secretKey, ids, out) => {
    let longest = 0;
    let short: readonly string[] = ids;
    for (let i = 0; i < ids.length; i++) {
      const { length } = ids[i] as string;
      if (length > longest) longest = length;
    }
    if (longest > MAX_LENGTH) {
      // The key of a long id is derived alone. Until then that of the empty id, which goes through its lane, has its place.
      longest = MAX_LENGTH;
      const shortened = newArray<string>(ids.length);
      for (let i = 0; i < ids.length; i++) {
        const id = ids[i] as string;
        put(shortened, i, id.length <= MAX_LENGTH ? id : "");
      }
      short = shortened;
    }
    const most = ids.length > CHUNK ? 3 * longest * CHUNK : 3 * longest * ids.length; // bytes of UTF-8
    core.run(writeShort, TEXT + most, secretKey, short, out, 0);
    if (short === ids) return;
    for (let i = 0; i < ids.length; i++) {
      if (short[i] !== ids[i]) core.writeKey(secretKey, ids[i] as string, out, KEY_SIZE * i);
    }
  };
}

/**
 * The place in a batch, from 0 to `total - 1`, of the key that is derived twice. It comes from the ids of the first chunk, which
 * are public, and not from `Math.random`, which some runtimes forbid: batches that differ in one of them usually differ in it.
 * Of each id the length and the last four bytes count, where UUIDs and ids with a number differ.
 */
export function placeOf(words: Int32Array, memory: Uint8Array, count: number, total: number): number {
  let hash = 0;
  let end = TEXT;
  for (let i = 0; i < count; i++) {
    const length = words[LENGTHS / 4 + i] as number;
    end += length;
    hash = (31 * hash + length) | 0;
    for (let at = end - 4; at < end; at++) hash = (31 * hash + (memory[at] as number)) | 0;
  }
  return ((hash ^ (hash >>> 16)) >>> 0) % total;
}
