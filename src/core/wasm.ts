import { END, LENGTHS, MESSAGE, REST, SECRET_KEY, VOLUME_KEY, WORKLOAD_ID } from "../../build/volume-key.ts";
import { KEY_SIZE } from "../bytes.ts";
import type { WasmModule } from "../realm.ts";
import { charCodeAt, encodeInto, Fault, fill, isJavaScriptCore, slice, viewBytes, viewWords, wasm } from "../realm.ts";
import { checkText } from "../utf8.ts";
import { BLOCK_SIZE, type Core } from "./types.ts";

/** Length of the longest id that is read character by character. One call of `encodeInto` is faster for a longer one. */
const MAX_SHORT = isJavaScriptCore ? 0 : 128;

/** UTF-16 units handed to `encodeInto` at a time: more than fit, so that the last one, which may be half of a pair, never does. */
const PART = END - WORKLOAD_ID + 1;

/** The exports of `assembly/volume-key.ts`. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  hashBlocks(start: number, end: number): void;
  hashLast(start: number, end: number, length: number): void;
  hashPrefix(): void;
  hashLanes(count: number): void;
}

/** The Wasm core, with what its lanes need of it. */
export interface WasmCore extends Core {
  readonly exports: Exports;
  readonly buffer: ArrayBuffer;
  readonly memory: Uint8Array;
  readonly words: Int32Array;
  /** Hashes the message of an id and leaves the volume key at VOLUME_KEY. */
  hash(secretKey: Uint8Array, workloadId: string): void;
  /** Throws if another derivation has used the memory since the present one began. Called before a key is taken out. */
  expectAlone(): void;
  /** Does work that uses the memory up to the address `end`, then wipes that part, also after an error. */
  run<Ids>(work: Work<Ids>, end: number, ...args: Parameters<Work<Ids>>): void;
}

type Work<Ids> = (secretKey: Uint8Array, ids: Ids, out: Uint8Array, offset: number) => void;

/**
 * Instantiates the module. Throws where the runtime forbids it or has no `TextEncoder`, or when the module is another one.
 * What its core throws, but for `workload-id/unicode` and a full stack, is a fault of the engine or of the module.
 */
export function wasmCore(module: WasmModule): WasmCore {
  if (encodeInto === undefined) throw new Fault("this runtime has no TextEncoder");
  const { Instance } = wasm as NonNullable<typeof wasm>; // there is a module
  const exports = new Instance(module).exports as Exports;
  const { hashBlocks, hashLast } = exports;
  const { buffer } = exports.memory;
  const memory = viewBytes(buffer);
  const words = viewWords(buffer);
  const room = viewBytes(buffer, WORKLOAD_ID, END - WORKLOAD_ID);

  /** The end of the memory that the present derivation uses; 0 between two, unless one was terminated, as `node:vm` can do. */
  let used = 0;

  const hash: WasmCore["hash"] = (secretKey, workloadId) => {
    for (let i = 0; i < KEY_SIZE; i++) memory[SECRET_KEY + i] = secretKey[i] as number;
    const { length } = workloadId;
    if (length <= MAX_SHORT ? writeUnits(workloadId) : writeAscii(workloadId))
      hashLast(MESSAGE, WORKLOAD_ID + length, WORKLOAD_ID + length - MESSAGE);
    else hashParts(workloadId);
  };

  /** Writes the UTF-16 units of an id as bytes. Returns whether the id is ASCII: no unit has a bit above 0x7f. */
  const writeUnits = (workloadId: string): boolean => {
    const { length } = workloadId;
    let bits = 0;
    let i = 0;
    for (; i + 3 < length; i += 4) {
      const a = charCodeAt(workloadId, i);
      const b = charCodeAt(workloadId, i + 1);
      const c = charCodeAt(workloadId, i + 2);
      const d = charCodeAt(workloadId, i + 3);
      bits |= a | b | c | d;
      words[(WORKLOAD_ID + i) >> 2] = a | (b << 8) | (c << 16) | (d << 24);
    }
    for (; i < length; i++) {
      const a = charCodeAt(workloadId, i);
      bits |= a;
      memory[WORKLOAD_ID + i] = a;
    }
    return bits < 0x80;
  };

  /** Writes an id as far as there is room. Returns whether it is all there and ASCII, which has a byte for each UTF-16 unit. */
  const writeAscii = (workloadId: string): boolean => {
    const { read, written } = encodeInto(workloadId, room);
    return read === written && read === workloadId.length;
  };

  /** Hashes the message of an id that is long or not ASCII, in as many parts as it takes. */
  const hashParts = (workloadId: string): void => {
    checkText(workloadId, "workloadId");
    let start = MESSAGE;
    let end = WORKLOAD_ID;
    let hashed = 0;
    for (let i = 0; ; ) {
      // Not all of the rest: Chromium would copy it for every part.
      const part = slice(workloadId, i, i + PART);
      const { read, written } = encodeInto(part, viewBytes(buffer, end, END - end));
      if (!(read > 0 && written >= read && written <= END - end)) throw new Fault("encodeInto fails");
      end += written;
      i += read;
      if (i === workloadId.length) break;
      const full = end - (end % BLOCK_SIZE);
      hashBlocks(start, full);
      hashed += full - start;
      for (let i = full; i < end; i++) memory[REST + i - full] = memory[i] as number;
      end += REST - full;
      start = REST;
    }
    hashLast(start, end, hashed + end - start);
  };

  const expectAlone = (): void => {
    if (used === 0) throw new Fault("a derivation ran within another one");
  };

  const writeOne: Work<string> = (secretKey, workloadId, out, offset) => {
    hash(secretKey, workloadId);
    expectAlone();
    for (let i = 0; i < KEY_SIZE; i += 4) {
      const at = (VOLUME_KEY + i) >> 2;
      const word = words[at] as number;
      words[at] = 0;
      out[offset + i] = word;
      out[offset + i + 1] = word >> 8;
      out[offset + i + 2] = word >> 16;
      out[offset + i + 3] = word >> 24;
    }
  };

  const run: WasmCore["run"] = (work, end, secretKey, ids, out, offset) => {
    const wasClean = used === 0;
    let last = end;
    if (used > last) last = used;
    let isClean = false;
    used = last;
    try {
      work(secretKey, ids, out, offset);
      isClean = wasClean && typeof ids === "string"; // the module wipes what one key takes
    } finally {
      // After a batch, a full stack or a trap. All that is not constant lies in these two places. On V8 the stack that `work` had
      // is enough for a call, but a loop may pause to be optimised and find the stack full again. SpiderMonkey refuses the call
      // and runs the loop. A function of our own might be refused by both.
      if (!isClean) {
        try {
          fill(memory, 0, VOLUME_KEY, MESSAGE);
          fill(memory, 0, SECRET_KEY, last);
        } catch {
          for (let i = VOLUME_KEY; i < last; i++) if (i < MESSAGE || i >= SECRET_KEY) memory[i] = 0;
        }
      }
      used = 0;
    }
  };

  const writeKey: WasmCore["writeKey"] = (secretKey, workloadId, out, offset) =>
    run(writeOne, LENGTHS, secretKey, workloadId, out, offset);
  return { name: "wasm", exports, buffer, memory, words, hash, expectAlone, run, writeKey };
}
