import { _SHA256 } from "@noble/hashes/sha2.js";
import { KEY_SIZE } from "../bytes.ts";
import { fail } from "../errors.ts";
import { assign, newBytes, viewWords } from "../realm.ts";
import { checkText, encodeUtf8 } from "../utf8.ts";
import { BLOCK_SIZE, type Core, KDF_DOMAIN_V1 } from "./types.ts";

/** The hash value of @noble/hashes and its hash computation (FIPS 180-4 §6.2.2), which takes the words of a block from a view. */
interface Hash {
  process(view: { getUint32(at: number): number }, offset: number): void;
  get(): number[];
}

// Only this part is called: the rest of the library looks methods up on the realm's prototypes at each call.
const hash = new _SHA256() as unknown as Hash;
const initial = assign({}, hash);

/** The words of the block at work; zeros in between. */
const block = viewWords(newBytes(BLOCK_SIZE).buffer);
const view = { getUint32: (at: number): number => block[at >> 2] as number };

let isAtWork = false;

/** The fallback in TypeScript: runs where there is no WebAssembly. */
export const jsCore: Core = {
  name: "js",
  writeKey(secretKey, workloadId, out, offset) {
    checkText(workloadId, "workloadId");
    isAtWork = true;
    assign(hash, initial);
    let size = 0;
    const put = (byte: number): void => {
      const at = (size % BLOCK_SIZE) >> 2;
      block[at] = ((block[at] as number) << 8) | byte; // big-endian (§3.1)
      if (++size % BLOCK_SIZE === 0) hash.process(view, 0);
    };
    try {
      encodeUtf8(KDF_DOMAIN_V1, put);
      for (let i = 0; i < KEY_SIZE; i++) put(secretKey[i] as number);
      put(0);
      encodeUtf8(workloadId, put);
      const bits = 8 * size;
      put(0x80); // the padding (§5.1.1)
      while (size % BLOCK_SIZE !== BLOCK_SIZE - 8) put(0);
      for (let i = 7; i >= 0; i--) put((bits / 2 ** (8 * i)) & 0xff);
      if (!isAtWork) fail("core/self-test", "a derivation ran within another one");
      const words = hash.get();
      for (let i = 0; i < KEY_SIZE; i++) out[offset + i] = (words[i >> 2] as number) >> (24 - 8 * (i & 3));
    } finally {
      for (let i = 0; i < BLOCK_SIZE / 4; i++) block[i] = 0;
      hash.process(view, 0); // of zeros, which makes the message schedule zeros
      assign(hash, initial);
      isAtWork = false;
    }
  },
};
