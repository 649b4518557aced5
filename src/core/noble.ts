import { sha256 } from "@noble/hashes/sha2.js";
import { KEY_SIZE } from "../bytes.ts";
import { encodeUtf8 } from "../utf8.ts";
import { type Core, KDF_DOMAIN_V1 } from "./core.ts";

/** Bytes handed to the hash at a time: a message block (FIPS 180-4 §5.2.1), so that nothing is copied twice. */
const BLOCK_SIZE = 64;

/** The pure-TypeScript core: runs where there is no WebAssembly. */
export const nobleCore: Core = {
  name: "js",
  derive(secretKey, workloadId, out, offset) {
    const hash = sha256.create();
    const block = new Uint8Array(new ArrayBuffer(BLOCK_SIZE));
    let filled = 0;
    const put = (byte: number): void => {
      if (filled === BLOCK_SIZE) {
        hash.update(block);
        filled = 0;
      }
      block[filled++] = byte;
    };
    try {
      encodeUtf8(KDF_DOMAIN_V1, 0, put);
      for (let i = 0; i < KEY_SIZE; i++) put(secretKey[i] as number);
      put(0);
      encodeUtf8(workloadId, 0, put);
      hash.update(block.subarray(0, filled)).digestInto(block.subarray(0, KEY_SIZE));
      for (let i = 0; i < KEY_SIZE; i++) out[offset + i] = block[i] as number;
    } finally {
      block.fill(0);
      hash.destroy();
    }
  },
};
