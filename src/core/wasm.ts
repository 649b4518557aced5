import { END, LENGTHS, MESSAGE, REST, SECRET_KEY, VOLUME_KEY, WORKLOAD_ID } from "../../build/volume-key.ts";
import { KEY_SIZE } from "../bytes.ts";
import { checkText } from "../utf8.ts";
import { need, type TextEncoder, type WasmModule } from "./load.ts";
import type { Core, Derive } from "./types.ts";

/** Bytes of a message block (FIPS 180-4 §5.2.1). */
const BLOCK_SIZE = 64;
/** Characters of the longest id that is read one by one: from there on a call of `encodeInto` is faster. */
const MAX_SHORT = 128;

/** The exports of `assembly/volume-key.ts`. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  update(start: number, end: number): void;
  finish(start: number, end: number, length: number): void;
  prepareLanes(): void;
  finishLanes(count: number): void;
}

/** The Wasm core, with what its lanes need of it. */
export interface WasmCore extends Core {
  readonly exports: Exports;
  readonly memory: Uint8Array;
  /** The memory in words: little-endian, as every machine is that runs the tests. On another one the known answers fail. */
  readonly words: Int32Array;
  readonly encoder: TextEncoder;
  /** Derives a key and leaves it at VOLUME_KEY. */
  hash(secretKey: Uint8Array, workloadId: string): void;
  /** Runs a derivation that uses the memory up to the address `end`, and wipes that, whatever happens. */
  run<Ids>(derive: Derive<Ids>, end: number, ...args: Parameters<Derive<Ids>>): void;
}

/**
 * Instantiates the module. Throws where the runtime forbids it or has no `TextEncoder`, or when the module is another one.
 * What its core throws, but for `workload-id/unicode` and a full stack, is a fault of the engine or of the module.
 */
export function wasmCore(module: WasmModule): WasmCore {
  const encoder = new (need("TextEncoder"))();
  const exports = new (need("WebAssembly").Instance)(module).exports as Exports;
  const { update, finish } = exports;
  const { buffer } = exports.memory;
  const memory = new Uint8Array(buffer);
  const words = new Int32Array(buffer);

  /** Where the memory is zero from on. After a call it is 0, but for one that was terminated, as by a timeout of `node:vm`. */
  let used = 0;

  const hash: WasmCore["hash"] = (secretKey, workloadId) => {
    memory.set(secretKey, SECRET_KEY);
    const { length } = workloadId;
    let units = length; // all of them, one over the other: a short id is ASCII where none sets a bit above 0x7f
    if (length <= MAX_SHORT) {
      let i = 0;
      units = 0;
      for (; i + 3 < length; i += 4) {
        const a = workloadId.charCodeAt(i);
        const b = workloadId.charCodeAt(i + 1);
        const c = workloadId.charCodeAt(i + 2);
        const d = workloadId.charCodeAt(i + 3);
        units |= a | b | c | d;
        words[(WORKLOAD_ID + i) >> 2] = a | (b << 8) | (c << 16) | (d << 24);
      }
      for (; i < length; i++) {
        const a = workloadId.charCodeAt(i);
        units |= a;
        memory[WORKLOAD_ID + i] = a;
      }
    }
    if (units < 0x80) finish(MESSAGE, WORKLOAD_ID + length, WORKLOAD_ID + length - MESSAGE);
    else hashLong(workloadId);
  };

  /** Feeds an id that is long or not ASCII, in as many parts as it takes. */
  const hashLong = (workloadId: string): void => {
    checkText(workloadId, "workloadId");
    let [text, start, end, fed] = [workloadId, MESSAGE, WORKLOAD_ID, 0];
    for (;;) {
      const { read, written } = encoder.encodeInto(text, memory.subarray(end, END));
      end += written;
      if (read === text.length) break;
      text = text.slice(read);
      const full = end - (end % BLOCK_SIZE);
      update(start, full);
      fed += full - start;
      memory.copyWithin(REST, full, end);
      end += REST - full;
      start = REST;
    }
    finish(start, end, fed + end - start);
  };

  const one: Derive<string> = (secretKey, workloadId, out, offset) => {
    hash(secretKey, workloadId);
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

  const run: WasmCore["run"] = (derive, end, secretKey, ids, out, offset) => {
    const left = used;
    if (used < end) used = end;
    try {
      derive(secretKey, ids, out, offset);
      if (typeof ids === "string") used = left; // the module has wiped what it used
    } finally {
      // After a batch, a full stack or a trap. All that is not constant lies in these two places. What `derive` had of the stack
      // is enough for a call on V8, where a loop may stop to be optimised and find the stack full again. SpiderMonkey refuses
      // the call, and runs the loop. Not by a function of ours, which no engine might enter.
      if (used > 0) {
        try {
          memory.fill(0, VOLUME_KEY, MESSAGE);
          memory.fill(0, SECRET_KEY, used);
        } catch {
          for (let i = VOLUME_KEY; i < used; i++) if (i < MESSAGE || i >= SECRET_KEY) memory[i] = 0;
        }
        used = 0;
      }
    }
  };

  const derive: Derive = (secretKey, workloadId, out, offset) => run(one, LENGTHS, secretKey, workloadId, out, offset);
  return { name: "wasm", exports, memory, words, encoder, hash, run, derive };
}
