/** The keys of a million random UUIDs, as digests that the host compares. */
import { randomFrom } from "../everywhere/suite/check.js";

/** @typedef {{ seed: number, count: number }} Data */

/** Keys in a digest. */
export const PART = 10_000;

export const secretKey = Uint8Array.from({ length: 32 }, (_, i) => 7 * i + 1);

/**
 * The same UUIDs for the same seed, on every runtime.
 *
 * @param {Data} data
 * @returns {string[]}
 */
export function uuids({ seed, count }) {
  const random = randomFrom(seed);
  const group = () => (random(0x10000) + 0x10000).toString(16).slice(1);
  return Array.from({ length: count }, () => {
    const [third, fourth] = [random(0x1000) + 0x4000, random(0x4000) + 0x8000];
    return `${group()}${group()}-${group()}-${third.toString(16)}-${fourth.toString(16)}-${group()}${group()}${group()}`;
  });
}

/**
 * Derives the keys in one batch, and one by one.
 *
 * @param {typeof import("@paygress/volume-key")} library
 * @param {Data} data
 * @returns {Promise<{ core: string, batch: string[], single: string[] }>} SHA-256 of each part's keys, by the runtime itself
 */
export async function digestsOf({ deriveVolumeKey, deriveVolumeKeysInto, describeCore }, data) {
  const ids = uuids(data);
  const keys = new Uint8Array(32 * ids.length);
  deriveVolumeKeysInto(secretKey, ids, keys);
  const batch = await digests(keys);
  keys.fill(0);
  for (const [i, id] of ids.entries()) keys.set(deriveVolumeKey(secretKey, id), 32 * i);
  return { core: describeCore().name, batch, single: await digests(keys) };
}

/** @param {Uint8Array<ArrayBuffer>} keys */
async function digests(keys) {
  const all = [];
  for (let at = 0; at < keys.length; at += 32 * PART) {
    const digest = await globalThis.crypto.subtle.digest("SHA-256", keys.subarray(at, at + 32 * PART));
    all.push(Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
  return all;
}
