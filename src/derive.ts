import { type Bytes, checkBytes, copyKey, KEY_SIZE, kindOf, wipe } from "./bytes.ts";
import { deriveKey, deriveKeys } from "./core/choice.ts";
import { fail } from "./errors.ts";
import { isArray, newArray, newBytes, put } from "./realm.ts";
import { checkText } from "./utf8.ts";

/**
 * Derives the key of a workload's LUKS2 volume: SHA-256(`KDF_DOMAIN_V1` || secret key || 0x00 || UTF-8(workload id)).
 * It takes every input that the reference implementation takes, the empty id included, and any 32 bytes: after `wipe` they
 * are zeros, and the key is one that anybody can compute who knows the id. `parseWorkloadId` and `withVolumeEncryption` are
 * stricter.
 *
 * @param secretKey 32 bytes, as `parseSecretKey` or `readIdentity` returns them; left as it is
 * @param workloadId Unicode text of any length; no normalisation
 * @returns the volume key, 32 bytes over an `ArrayBuffer` of their own; `wipe` it when it is no longer needed
 * @throws {VolumeKeyError} `secret-key/type`, `secret-key/length`, `workload-id/type`, `workload-id/unicode`
 *
 * @example
 * ```ts
 * import { deriveVolumeKey } from "@paygress/volume-key";
 *
 * const volumeKey = deriveVolumeKey(new Uint8Array(32).fill(0x42), "workload-abc");
 * volumeKey.length; // 32
 * volumeKey[0]; // 0xe8
 * ```
 */
export function deriveVolumeKey(secretKey: Uint8Array, workloadId: string): Bytes {
  checkBytes(secretKey, "secret-key", "secretKey");
  if (typeof workloadId !== "string") checkText(workloadId, "workloadId"); // of a string the core looks at what is not ASCII
  const volumeKey = newBytes(KEY_SIZE);
  deriveKey(secretKey, workloadId, volumeKey);
  return volumeKey;
}

/**
 * Derives the key of a workload into an array, as `deriveVolumeKey` does into a new one. That spares the new one's
 * `ArrayBuffer`, which takes longer than the derivation on some engines, and lets the key go straight where it is needed.
 *
 * @param secretKey 32 bytes
 * @param workloadId Unicode text of any length
 * @param out 32 bytes anywhere: a part of a larger array, shared or Wasm memory; it may lie over the secret key. Untouched
 *   when an argument is refused
 * @throws {VolumeKeyError} as `deriveVolumeKey`, and `output/type`, `output/length`
 *
 * @example
 * ```ts
 * import { deriveVolumeKeyInto } from "@paygress/volume-key";
 *
 * const out = new Uint8Array(32);
 * deriveVolumeKeyInto(new Uint8Array(32).fill(0x42), "workload-abc", out);
 * out[0]; // 0xe8
 * ```
 */
export function deriveVolumeKeyInto(secretKey: Uint8Array, workloadId: string, out: Uint8Array): void {
  checkBytes(secretKey, "secret-key", "secretKey");
  if (typeof workloadId !== "string") checkText(workloadId, "workloadId"); // of a string the core looks at what is not ASCII
  checkBytes(out, "output", "out");
  deriveKey(secretKey, workloadId, out);
}

/**
 * Derives the keys of many workloads, as `deriveVolumeKey` does for one.
 *
 * @param secretKey 32 bytes
 * @param workloadIds Unicode texts; an empty array is fine
 * @returns the volume keys in the order of the ids, 32 bytes each over an `ArrayBuffer` of its own
 * @throws {VolumeKeyError} as `deriveVolumeKey`, where the message names the id by its index
 *
 * @example
 * ```ts
 * import { deriveVolumeKeys } from "@paygress/volume-key";
 *
 * const volumeKeys = deriveVolumeKeys(new Uint8Array(32).fill(0x42), ["workload-a", "workload-b"]);
 * volumeKeys.length; // 2
 * volumeKeys[1]?.[0]; // 0xe8
 * ```
 */
export function deriveVolumeKeys(secretKey: Uint8Array, workloadIds: readonly string[]): Bytes[] {
  const ids = checkedIds(workloadIds);
  checkBytes(secretKey, "secret-key", "secretKey");
  const volumeKeys: Bytes[] = [];
  const keys = newBytes(KEY_SIZE * ids.length);
  try {
    deriveKeys(secretKey, ids, keys);
    for (let i = 0; i < ids.length; i++) put(volumeKeys, i, copyKey(keys, KEY_SIZE * i));
    return volumeKeys;
  } catch (error) {
    wipe(volumeKeys);
    throw error;
  } finally {
    wipe(keys);
  }
}

/**
 * Derives the keys of many workloads into one array, which spares an allocation for each.
 *
 * @param secretKey 32 bytes
 * @param workloadIds Unicode texts
 * @param out 32 bytes for each id; the key of `workloadIds[i]` is written from `32 * i` on. Untouched when an argument
 *   is refused
 * @throws {VolumeKeyError} as `deriveVolumeKeys`, and `output/type`, `output/length`
 *
 * @example
 * ```ts
 * import { deriveVolumeKeysInto } from "@paygress/volume-key";
 *
 * const out = new Uint8Array(64);
 * deriveVolumeKeysInto(new Uint8Array(32).fill(0x42), ["workload-a", "workload-b"], out);
 * out[32]; // 0xe8
 * ```
 */
export function deriveVolumeKeysInto(secretKey: Uint8Array, workloadIds: readonly string[], out: Uint8Array): void {
  const ids = checkedIds(workloadIds);
  checkBytes(secretKey, "secret-key", "secretKey");
  checkBytes(out, "output", "out", KEY_SIZE * ids.length);
  try {
    deriveKeys(secretKey, ids, out);
  } catch (error) {
    wipe(out);
    throw error;
  }
}

/**
 * A copy, so that what was checked is what is derived, whatever a getter or a proxy returns the second time. To be called
 * before the other arguments are checked: a getter may change them too.
 */
function checkedIds(workloadIds: readonly string[]): string[] {
  if (!isArray(workloadIds)) fail("workload-id/type", `workloadIds: expected an array, got ${kindOf(workloadIds)}`);
  const { length } = workloadIds;
  const ids = newArray<string>(length >>> 0); // of a proxy it may be anything
  for (let i = 0; i < length; i++) {
    const id: unknown = workloadIds[i];
    checkText(id, "workloadIds", i);
    put(ids, i, id);
  }
  return ids;
}
