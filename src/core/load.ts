import { VOLUME_KEY_WASM, VOLUME_KEY_WASM_ADLER32 } from "../../build/volume-key.ts";
import { fromHex } from "../bytes.ts";

/** A `WebAssembly.Module`, or any object where the compiler has no type for it, as without the DOM's. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module & object // an interface without members, which a string would be one of
  : object;

/** The part of it that the core uses. */
export interface TextEncoder {
  encodeInto(text: string, bytes: Uint8Array): { read: number; written: number };
}

/** What the core needs of the runtime, and an older one, or a page, may lack. */
interface Runtime {
  TextEncoder: new () => TextEncoder;
  WebAssembly: {
    Module: new (bytes: Uint8Array) => WasmModule;
    Instance: new (module: WasmModule) => { exports: unknown };
  };
}

/** Takes a global of the runtime. Throws where there is none of that name. */
export function need<Name extends keyof Runtime>(name: Name): Runtime[Name] {
  const value = (globalThis as Partial<Runtime>)[name];
  if (value === undefined) throw new Error(`this runtime has no ${name}`);
  return value;
}

/** Compiles the embedded module. Throws where the runtime has no WebAssembly, or no SIMD, or forbids compiling. */
export function compile(): WasmModule {
  const { Module } = need("WebAssembly");
  const bytes = fromHex(VOLUME_KEY_WASM);
  // A damaged download could hang the page, or derive wrong keys that no known answer shows.
  if (adler32(bytes) !== VOLUME_KEY_WASM_ADLER32) throw new Error("the module is damaged");
  return new Module(bytes);
}

/** The checksum of RFC 1950 §8.2. It finds every change of one bit. The remainders of so few bytes can wait for the end. */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let i = 0; i < bytes.length; i++) {
    a += bytes[i] as number;
    b += a;
  }
  return (b % 65521) * 65536 + (a % 65521);
}
