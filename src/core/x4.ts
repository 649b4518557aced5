import { VOLUME_KEY_X4_WASM } from "../../build/volume-key-x4.ts";
import { KEY_SIZE } from "../bytes.ts";
import { VolumeKeyError } from "../errors.ts";
import { type Core, KDF_DOMAIN_V1, type Take } from "./core.ts";
import { type Address, compile, instantiate, type WasmModule } from "./wasm.ts";

/** Ids derived between two looks at the module's memory: its LENGTHS and KEYS have room for them. */
const CHUNK = 32;

/** UTF-16 units of the longest id that goes through a lane: at most 900 bytes of UTF-8, for which a lane has room. */
const MAX_LENGTH = 300;

/** The exports of `assembly/volume-key-x4.ts`. */
interface Exports {
  memory: { readonly buffer: ArrayBuffer };
  K: Address;
  SECRETS: Address;
  PREFIX: Address;
  LENGTHS: Address;
  KEYS: Address;
  TEXT: Address;
  absorb(): void;
  derive(count: number): void;
}

/** Batches, four ids at a time. */
export interface Lanes {
  /**
   * Derives the keys of well-formed ids under one secret key, and hands them on in order, some at a time.
   *
   * @param place of the id whose key the scalar core derives again; where it takes no lane, the first one that does
   * @throws {VolumeKeyError} `core/self-test` when the two disagree
   */
  derive(secretKey: Uint8Array, ids: readonly string[], place: number, take: Take): void;
}

/** What this file needs of the runtime. The standard library without the DOM has no types for it. */
const runtime = globalThis as unknown as {
  TextEncoder: new () => { encodeInto(text: string, bytes: Uint8Array): { written: number } };
};

/** Compiles the embedded module. Throws where the runtime has no SIMD, or as `compile`. */
export function compileX4(): WasmModule {
  return compile(VOLUME_KEY_X4_WASM);
}

/**
 * Instantiates the four-lane module beside its scalar core, which gives it the constants and derives the keys of long ids.
 * Throws where the runtime forbids it, or when the module is another one.
 */
export function x4Lanes(module: WasmModule, scalar: Core): Lanes {
  const exports = instantiate(module) as Exports;
  const { absorb, derive } = exports;
  const memory = new Uint8Array(exports.memory.buffer);
  const SECRETS = exports.SECRETS.value;
  const KEYS = exports.KEYS.value;
  const AGAIN = KEYS + KEY_SIZE * CHUNK;
  const TEXT = exports.TEXT.value;
  const lengths = new Int32Array(exports.memory.buffer, exports.LENGTHS.value, CHUNK);
  const prefix = memory.subarray(exports.PREFIX.value);
  const secret = prefix.subarray(KDF_DOMAIN_V1.length, KDF_DOMAIN_V1.length + KEY_SIZE);
  const keys = memory.subarray(KEYS, AGAIN);
  const room = memory.subarray(TEXT);
  const encoder = new runtime.TextEncoder();
  memory.set(scalar.constants as Uint8Array, exports.K.value);

  /** Where the text ended, of the longest that was not wiped yet: a call that was terminated wipes nothing. */
  let used = TEXT;

  /** Writes `count` ids from `first` on to TEXT, and their lengths to LENGTHS. */
  const write = (ids: readonly string[], first: number, count: number): void => {
    let text = "";
    for (let i = 0; i < CHUNK; i++) {
      const id = i < count ? inLane(ids[first + i] as string) : "";
      text += id;
      lengths[i] = id.length;
    }
    used = Math.max(used, TEXT + 3 * text.length);

    // One call for all of them spares most of the time that goes into moving text. ASCII has as many bytes as UTF-16 units.
    if (encoder.encodeInto(text, room).written === text.length) return;
    let end = 0;
    for (let i = 0; i < count; i++) {
      end += lengths[i] = encoder.encodeInto(inLane(ids[first + i] as string), room.subarray(end)).written;
    }
  };

  /** Throws where the key at that address is not the one that the scalar core has derived. */
  const compare = (key: number): void => {
    for (let i = 0; i < KEY_SIZE; i++) {
      if (memory[key + i] !== memory[AGAIN + i]) {
        throw new VolumeKeyError("core/self-test", "the x4 core computes another key than the scalar core");
      }
    }
  };

  const run: Lanes["derive"] = (secretKey, ids, place, take) => {
    encoder.encodeInto(KDF_DOMAIN_V1, prefix);
    secret.set(secretKey); // from here on this copy counts: the result, or another thread, may change the argument
    absorb();
    const again = isShort(ids[place] as string) ? place : ids.findIndex(isShort);
    if (again >= 0) scalar.derive(secret, ids[again] as string, memory, AGAIN);
    for (let first = 0; first < ids.length; first += CHUNK) {
      const count = Math.min(CHUNK, ids.length - first);
      write(ids, first, count);
      derive(count);
      for (let i = 0; i < count; i++) {
        const id = ids[first + i] as string;
        if (!isShort(id)) scalar.derive(secret, id, memory, KEYS + KEY_SIZE * i);
        if (first + i === again) compare(KEYS + KEY_SIZE * i);
      }
      take(count === CHUNK ? keys : keys.subarray(0, KEY_SIZE * count), first);
    }
  };

  return {
    derive(secretKey, ids, place, take) {
      try {
        run(secretKey, ids, place, take);
      } finally {
        // As wasm.ts does, and for the reasons that it gives.
        try {
          memory.fill(0, SECRETS, used);
        } catch {
          for (let i = SECRETS; i < used; i++) memory[i] = 0;
        }
        used = TEXT;
      }
    },
  };
}

/** Whether the id takes a lane. */
function isShort(id: string): boolean {
  return id.length <= MAX_LENGTH;
}

/** The id as it goes into its lane: where it is too long, another derives its key, and the lane has none. */
function inLane(id: string): string {
  return isShort(id) ? id : "";
}
