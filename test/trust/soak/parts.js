/** Ids and secret keys without end, the same on every runtime for the same number. */
import { randomFrom } from "../../everywhere/suite/check.js";

/** Ids in a part, which have one secret key. */
export const PART = 10_000;

/** Every fourth hex digit of a UUID, at once. */
const GROUPS = Array.from({ length: 0x10000 }, (_, i) => (i + 0x10000).toString(16).slice(1));

/** One of 1 to 4 bytes of UTF-8 each. */
const CHARACTERS = ["x", "é", "界", "🐢"];

/**
 * Nine of ten ids are UUIDs. The others have up to 400 characters of all widths.
 *
 * @param {number} seed
 * @returns {{ secretKey: Uint8Array, ids: string[] }}
 */
export function partOf(seed) {
  const random = randomFrom(seed);
  const secretKey = Uint8Array.from({ length: 32 }, () => random(256));
  const group = () => GROUPS[random(0x10000)];
  const ids = Array.from({ length: PART }, (_, i) =>
    i % 10 === 9
      ? (CHARACTERS[random(8)] ?? "a").repeat(random(401))
      : `${group()}${group()}-${group()}-${group()}-${group()}-${group()}${group()}${group()}`,
  );
  return { secretKey, ids };
}

/**
 * Derives the keys of parts one by one and in batches, in turn.
 *
 * @param {typeof import("@paygress/volume-key")} library
 * @param {{ seed: number, parts: number }} data
 * @returns {Promise<{ core: string, digests: string[] }>} SHA-256 of each part's keys, by the runtime itself
 */
export async function digestsOf({ deriveVolumeKeyInto, deriveVolumeKeysInto, describeCore }, { seed, parts }) {
  const digests = [];
  const keys = new Uint8Array(32 * PART);
  const outs = Array.from({ length: PART }, (_, i) => keys.subarray(32 * i, 32 * i + 32));
  for (let part = 0; part < parts; part++) {
    const { secretKey, ids } = partOf(seed + part);
    if (part % 2 === 0) deriveVolumeKeysInto(secretKey, ids, keys);
    else for (const [i, out] of outs.entries()) deriveVolumeKeyInto(secretKey, ids[i] ?? "", out);
    const digest = new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", keys));
    digests.push(Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
  return { core: describeCore().name, digests };
}
