import { VOLUME_KEY_WASM, VOLUME_KEY_WASM_ADLER32, VOLUME_KEY_WASM_SIZE } from "../../build/volume-key.ts";
import { charCodeAt, Fault, newBytes, type WasmModule, wasm } from "../realm.ts";

/** Compiles the embedded module. Throws where the runtime has no WebAssembly, or no SIMD, or forbids compiling. */
export function compile(): WasmModule {
  if (wasm === undefined) throw new Fault("this runtime has no WebAssembly");
  const bytes = newBytes(VOLUME_KEY_WASM_SIZE);
  // The checksum of RFC 1950 §8.2. It finds every byte that is changed. The remainders of so few bytes can wait for the end.
  let a = 1;
  let b = 0;
  for (let i = 0, at = 0; i < VOLUME_KEY_WASM_SIZE; i++) {
    let value = charCodeAt(VOLUME_KEY_WASM, at++) - 35;
    if (value < 0) value = 92 * (value + 4) + charCodeAt(VOLUME_KEY_WASM, at++) - 35;
    bytes[i] = value - 8;
    a += bytes[i] as number;
    b += a;
  }
  // A damaged download could hang the page, or derive wrong keys that no known answer shows.
  const checksum = (b % 65521) * 65536 + (a % 65521);
  if (checksum !== VOLUME_KEY_WASM_ADLER32) throw new Fault("the module is damaged");
  return new wasm.Module(bytes);
}
