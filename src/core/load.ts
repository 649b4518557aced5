import { VOLUME_KEY_WASM, VOLUME_KEY_WASM_ADLER32 } from "../../build/volume-key.ts";
import { type Bytes, Fault, newBytes, readInt, slice, type WasmModule, wasm } from "../realm.ts";

/** Compiles the embedded module. Throws where the runtime has no WebAssembly, or no SIMD, or forbids compiling. */
export function compile(): WasmModule {
  if (wasm === undefined) throw new Fault("this runtime has no WebAssembly");
  const size = VOLUME_KEY_WASM.length / 2;
  const bytes = fromHex(VOLUME_KEY_WASM, size);
  // A damaged download could hang the page, or derive wrong keys that no known answer shows.
  if (adler32(bytes, size) !== VOLUME_KEY_WASM_ADLER32) throw new Fault("the module is damaged");
  return new wasm.Module(bytes);
}

/** Six digits at a time: one by one takes four times as long, on first use (measured). */
function fromHex(digits: string, size: number): Bytes {
  const bytes = newBytes(size);
  const padded = `${digits}0000`;
  for (let i = 0; i < size; i += 3) {
    const three = readInt(slice(padded, 2 * i, 2 * i + 6), 16);
    bytes[i] = three >> 16;
    bytes[i + 1] = three >> 8;
    bytes[i + 2] = three;
  }
  return bytes;
}

/** The checksum of RFC 1950 §8.2. It finds every change of one bit. The remainders of so few bytes can wait for the end. */
function adler32(bytes: Bytes, size: number): number {
  let a = 1;
  let b = 0;
  for (let i = 0; i < size; i++) {
    a += bytes[i] as number;
    b += a;
  }
  return (b % 65521) * 65536 + (a % 65521);
}
