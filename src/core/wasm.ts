import { VOLUME_KEY_WASM } from "../../build/volume-key.ts";
import { fromHex, KEY_SIZE } from "../bytes.ts";
import { encodeUtf8 } from "../utf8.ts";
import type { Core } from "./core.ts";

/** A `WebAssembly.Module`, or any object where the compiler has no type for it, as without the DOM's. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : object;

/** What this file needs of the runtime. The standard library without the DOM has types for none of it. */
const runtime = globalThis as {
  WebAssembly?: {
    Module: new (bytes: Uint8Array) => WasmModule;
    Instance: new (module: WasmModule) => { exports: unknown };
  };
};

/** An address in a module's memory, exported as an immutable global. The maps are drawn in `assembly/`. */
export interface Address {
  readonly value: number;
}

/** The exports of `assembly/volume-key.ts`. */
interface Exports {
  memory: { readonly buffer: ArrayBuffer };
  K: Address;
  MESSAGE: Address;
  SECRET_KEY: Address;
  WORKLOAD_ID: Address;
  REST: Address;
  END: Address;
  VOLUME_KEY: Address;
  update(start: number): void;
  finish(start: number, end: number, length: number): void;
}

function webAssembly(): NonNullable<typeof runtime.WebAssembly> {
  if (runtime.WebAssembly === undefined) throw new Error("this runtime has no WebAssembly");
  return runtime.WebAssembly;
}

/** Compiles a module in hex. Throws where the runtime has no WebAssembly or forbids to compile any. */
export function compile(hex: string): WasmModule {
  return new (webAssembly().Module)(fromHex(hex));
}

/** Instantiates a module. Throws where the runtime forbids it. */
export function instantiate(module: WasmModule): unknown {
  return new (webAssembly().Instance)(module).exports;
}

/** Compiles the embedded module. Throws as `compile`. */
export function compileWasm(): WasmModule {
  return compile(VOLUME_KEY_WASM);
}

/** Bytes of K and H0, which lie one behind the other. */
const CONSTANTS_SIZE = 288;

/** Instantiates the module. Throws where the runtime forbids it, or when the module is another one. */
export function wasmCore(module: WasmModule): Core {
  const exports = instantiate(module) as Exports;
  const { update, finish } = exports;
  const memory = new Uint8Array(exports.memory.buffer);
  const MESSAGE = exports.MESSAGE.value;
  const SECRET_KEY = exports.SECRET_KEY.value;
  const WORKLOAD_ID = exports.WORKLOAD_ID.value;
  const REST = exports.REST.value;
  const END = exports.END.value;
  const VOLUME_KEY = exports.VOLUME_KEY.value;
  const SHORT = END - WORKLOAD_ID;
  const SIZE = memory.length;

  /** Feeds the rest of an id that is long or not ASCII, in as many fills as it takes. */
  const finishRest = (workloadId: string, ascii: number): void => {
    let start = MESSAGE;
    let end = WORKLOAD_ID + ascii;
    let fed = 0;
    encodeUtf8(workloadId, ascii, (byte) => {
      if (end === END) {
        update(start);
        fed += END - start;
        start = end = REST;
      }
      memory[end++] = byte;
    });
    finish(start, end, fed + end - start);
  };

  /** Whether a call has begun and not ended: one that was terminated, as by a timeout of `node:vm`, runs no `catch`. */
  let dirty = false;

  const run: Core["derive"] = (secretKey, workloadId, out, offset) => {
    if (dirty) {
      memory.fill(0, VOLUME_KEY, MESSAGE);
      memory.fill(0, SECRET_KEY);
    }
    dirty = true;
    memory.set(secretKey, SECRET_KEY);

    // The ASCII that a short id begins with, for nearly every id all of it, goes in without a call.
    const short = Math.min(workloadId.length, SHORT);
    let ascii = 0;
    for (let c = 0; ascii < short; ascii++) {
      c = workloadId.charCodeAt(ascii);
      if (c > 0x7f) break;
      memory[WORKLOAD_ID + ascii] = c;
    }

    if (ascii === workloadId.length) finish(MESSAGE, WORKLOAD_ID + ascii, WORKLOAD_ID + ascii - MESSAGE);
    else finishRest(workloadId, ascii);

    for (let i = 0; i < KEY_SIZE; i++) {
      out[offset + i] = memory[VOLUME_KEY + i] as number;
      memory[VOLUME_KEY + i] = 0;
    }
    dirty = false;
  };

  return {
    name: "wasm",
    constants: memory.slice(exports.K.value, exports.K.value + CONSTANTS_SIZE),
    derive(secretKey, workloadId, out, offset) {
      try {
        run(secretKey, workloadId, out, offset);
      } catch (error) {
        // After a full stack, or a trap. All that is not constant lies in these two places. What `run` had of the stack is
        // enough for a call on V8, where a loop may stop to be optimised and find the stack full again. SpiderMonkey refuses
        // the call, and runs the loop. Not by a function of ours, which no engine might enter.
        try {
          memory.fill(0, VOLUME_KEY, MESSAGE);
          memory.fill(0, SECRET_KEY);
        } catch {
          for (let i = VOLUME_KEY; i < MESSAGE; i++) memory[i] = 0;
          for (let i = SECRET_KEY; i < SIZE; i++) memory[i] = 0;
        }
        dirty = false;
        throw error;
      }
    },
  };
}
