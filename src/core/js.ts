import { sha256 } from "@noble/hashes/sha2.js";
import { KEY_SIZE } from "../bytes.ts";
import { checkText, encodeUtf8 } from "../utf8.ts";
import { type Core, KDF_DOMAIN_V1 } from "./types.ts";

/** Bytes handed to the hash at a time: a message block (FIPS 180-4 §5.2.1), so that nothing is copied twice. */
const BLOCK_SIZE = 64;

/** The fallback in TypeScript: runs where there is no WebAssembly. */
export const jsCore: Core = {
  name: "js",
  derive(secretKey, workloadId, out, offset) {
    checkText(workloadId, "workloadId");
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
      encodeUtf8(KDF_DOMAIN_V1, put);
      for (let i = 0; i < KEY_SIZE; i++) put(secretKey[i] as number);
      put(0);
      encodeUtf8(workloadId, put);
      hash.update(block.subarray(0, filled)).digestInto(block.subarray(0, KEY_SIZE));
      for (let i = 0; i < KEY_SIZE; i++) out[offset + i] = block[i] as number;
    } finally {
      block.fill(0);
      hash.destroy();
    }
  },
};
