import { sha256 } from "@noble/hashes/sha2.js";
import { KEY_SIZE } from "../bytes.ts";
import { VolumeKeyError } from "../errors.ts";
import { newBytes } from "../realm.ts";
import { checkText, encodeUtf8 } from "../utf8.ts";
import { BLOCK_SIZE, type Core, KDF_DOMAIN_V1 } from "./types.ts";

/**
 * The hash computation of @noble/hashes (FIPS 180-4 §6.2.2) and its hash value. The rest of that library looks methods up on
 * the realm's prototypes when it is called, so the padding is done here.
 */
interface Hash {
  process(view: { getUint32(offset: number): number }, offset: number): void;
  get(): number[];
  set(a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number): void;
}

const hash = sha256.create() as unknown as Hash;
const initial = hash.get();

/** The block at work; zeros in between. */
const block = newBytes(BLOCK_SIZE);
const view = {
  getUint32: (i: number): number =>
    ((block[i] as number) << 24) |
    ((block[i + 1] as number) << 16) |
    ((block[i + 2] as number) << 8) |
    (block[i + 3] as number),
};

/** Calls that were begun. */
let calls = 0;

/** The fallback in TypeScript: runs where there is no WebAssembly. */
export const jsCore: Core = {
  name: "js",
  writeKey(secretKey, workloadId, out, offset) {
    checkText(workloadId, "workloadId");
    const call = ++calls;
    let size = 0;
    const put = (byte: number): void => {
      block[size % BLOCK_SIZE] = byte;
      if (++size % BLOCK_SIZE === 0) hash.process(view, 0);
    };
    try {
      setHash(initial);
      encodeUtf8(KDF_DOMAIN_V1, put);
      for (let i = 0; i < KEY_SIZE; i++) put(secretKey[i] as number);
      put(0);
      encodeUtf8(workloadId, put);
      const bits = 8 * size;
      put(0x80); // the padding (§5.1.1)
      while (size % BLOCK_SIZE !== BLOCK_SIZE - 8) put(0);
      for (let i = 7; i >= 0; i--) put((bits / 2 ** (8 * i)) & 0xff);
      if (call !== calls) throw new VolumeKeyError("core/self-test", "a derivation began within another one");
      const words = hash.get();
      for (let i = 0; i < KEY_SIZE; i++) out[offset + i] = (words[i >> 2] as number) >> (24 - 8 * (i & 3));
    } finally {
      for (let i = 0; i < BLOCK_SIZE; i++) block[i] = 0;
      hash.process(view, 0); // makes the message schedule zeros
      setHash(initial);
    }
  },
};

function setHash(words: number[]): void {
  const at = (i: number): number => words[i] as number;
  hash.set(at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7));
}
