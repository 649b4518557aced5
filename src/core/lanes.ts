import { KEYS, LENGTHS, SECRET_KEY, TEXT, VOLUME_KEY } from "../../build/volume-key.ts";
import { KEY_SIZE } from "../bytes.ts";
import { lanesComputeKnownAnswer } from "./known-answers.ts";
import { placeOf } from "./place.ts";
import type { Derive } from "./types.ts";
import type { WasmCore } from "./wasm.ts";

/** Ids that the lanes take at a time: LENGTHS and KEYS have room for them. */
const CHUNK = 32;
/** UTF-16 units of the longest id that goes through a lane: at most 900 bytes of UTF-8, for which a lane has room. */
const MAX_LENGTH = 300;

/** What derives the keys of many well-formed ids, four at a time. Its `out` must not lie over the secret key. */
type DeriveMany = Derive<readonly string[]>;

/** The lanes of a core; `undefined` where they do not compute their known answer, which is asked of them once. */
export function testedLanes(core: WasmCore & { lanes?: DeriveMany }): DeriveMany | undefined {
  if (core.lanes === undefined) {
    const lanes = lanesOf(core);
    if (!lanesComputeKnownAnswer(core, lanes)) return undefined;
    core.lanes = lanes;
  }
  return core.lanes;
}

function lanesOf(core: WasmCore): DeriveMany {
  const { exports, memory, words, encoder } = core;
  const { prepareLanes, finishLanes } = exports;
  const lengths = words.subarray(LENGTHS / 4, LENGTHS / 4 + CHUNK);
  const keys = memory.subarray(KEYS, KEYS + KEY_SIZE * CHUNK);
  const room = memory.subarray(TEXT);

  /** Writes `count` ids from `first` on to TEXT, and their lengths to LENGTHS. */
  const write = (ids: readonly string[], first: number, count: number): void => {
    let text = "";
    for (let i = 0; i < count || i % 4 > 0; i++) {
      const id = i < count ? (ids[first + i] as string) : "";
      text += id;
      lengths[i] = id.length;
    }
    // One call for all of them spares most of the time that goes into moving text. ASCII has as many bytes as UTF-16 units.
    if (encoder.encodeInto(text, room).written === text.length) return;
    let end = 0;
    for (let i = 0; i < count; i++) {
      end += lengths[i] = encoder.encodeInto(ids[first + i] as string, room.subarray(end)).written;
    }
  };

  const deriveShort: DeriveMany = (secretKey, ids, out) => {
    memory.set(secretKey, SECRET_KEY);
    prepareLanes();
    for (let first = 0; first < ids.length; first += CHUNK) {
      const isFull = ids.length - first >= CHUNK;
      const count = isFull ? CHUNK : ids.length - first;
      write(ids, first, count);
      finishLanes(count);
      // Not by its own methods, which a subclass may have changed.
      Uint8Array.prototype.set.call(out, isFull ? keys : keys.subarray(0, KEY_SIZE * count), KEY_SIZE * first);
    }
    // One key is derived again, by the other kernel: engines have had SIMD that went wrong only once code was optimised.
    const place = placeOf(ids);
    core.hash(secretKey, ids[place] as string);
    for (let i = 0; i < KEY_SIZE; i++) {
      if (out[KEY_SIZE * place + i] !== memory[VOLUME_KEY + i]) throw new Error("its two kernels disagree");
    }
  };

  return (secretKey, ids, out) => {
    let longest = 0;
    for (let i = 0; i < ids.length; i++) {
      const { length } = ids[i] as string;
      if (length > longest) longest = length;
    }
    if (longest <= MAX_LENGTH) {
      const most = 3 * longest; // bytes of UTF-8
      const end = TEXT + (ids.length > CHUNK ? CHUNK * most : ids.length * most);
      core.run(deriveShort, end, secretKey, ids, out, 0);
      return;
    }
    // The key of a long id is derived alone. Until then that of the empty id, which goes through its lane, has its place.
    const short = ids.map((id) => (id.length <= MAX_LENGTH ? id : ""));
    core.run(deriveShort, TEXT + 3 * CHUNK * MAX_LENGTH, secretKey, short, out, 0);
    for (let i = 0; i < ids.length; i++) {
      if (short[i] !== ids[i]) core.derive(secretKey, ids[i] as string, out, KEY_SIZE * i);
    }
  };
}
