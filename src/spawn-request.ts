import { checkBytes, copyKey, kindOf, wipe } from "./bytes.ts";
import { deriveVolumeKeyInto } from "./derive.ts";
import { fail } from "./errors.ts";
import { hasOwn } from "./realm.ts";
import { isInRange, OUT_OF_RANGE } from "./secret-key.ts";
import { encodeVolumeEncryption, prototypeOf, type VolumeEncryption } from "./volume-encryption.ts";
import { newWorkloadId, parseWorkloadId } from "./workload-id.ts";

/** How a workload is kept alive. Source: the reference's `ReplicationMode`. */
export type ReplicationMode = { mode: "none" | "checkpointed" } | { mode: "warm-standby"; standby_providers: string[] };

/**
 * A spawn request as its JSON has it, before it is encrypted to the provider. Members that a request does not have are
 * absent, not null. Source: the reference's `EncryptedSpawnPodRequest`, `src/nostr/wire.rs`.
 */
export interface EncryptedSpawnPodRequest {
  cashu_token: string;
  pod_spec_id?: string;
  pod_image: string;
  ssh_username: string;
  ssh_password: string;
  template_slug?: string;
  replication?: ReplicationMode;
  primary_npub?: string;
  workload_id?: string;
  volume_encryption?: VolumeEncryption;
}

/**
 * Puts the derived volume key into a spawn request, and a new workload id where it has none. The same secret key and
 * `workload_id` always give the same volume key, so that nobody has to store it: it opens every image that still has its LUKS
 * header, such as a snapshot or a backup. A provider may format the volume anew at each spawn. Store a new `workload_id`
 * before the request is sent: without it the key cannot be derived again.
 *
 * @param request a spawn request; left as it is
 * @param secretKey 32 bytes, a secp256k1 secret key; left as it is
 * @returns a copy of the request with `workload_id` and `volume_encryption`, in place of any that it had
 * @throws {VolumeKeyError} `request/type` (no plain object, or a `workload_id` that is not enumerable), `secret-key/range` (a wiped key is 0), and as
 *   `deriveVolumeKey`, `parseWorkloadId` and `newWorkloadId`
 *
 * @example
 * ```ts
 * import { withVolumeEncryption } from "@paygress/volume-key";
 *
 * const request = withVolumeEncryption({ workload_id: "deadbeef-cafe" }, new Uint8Array(32).fill(0x99));
 * request.volume_encryption.key_b64; // "ISTISCUPC22MBUScSOaSmXjwxr3FrFD7JbWZAHvFrNw"
 * ```
 */
export function withVolumeEncryption<R extends object>(
  request: R & { workload_id?: string | null | undefined },
  secretKey: Uint8Array,
): R & { workload_id: string; volume_encryption: VolumeEncryption } {
  // A class instance or a Map may hold its workload id where a copy misses it; a new one would be another volume.
  if (!isPlainObject(request)) fail("request/type", `request: expected a plain object, got ${kindOf(request)}`);
  const copy: R & { workload_id?: string | null | undefined } = { ...request };
  const hasId = hasOwn(copy, "workload_id");
  if (!hasId && hasOwn(request, "workload_id")) {
    fail("request/type", "request: its workload_id is not enumerable");
  }
  checkBytes(secretKey, "secret-key", "secretKey");
  const key = copyKey(secretKey); // from here on this copy counts: another thread may wipe the argument
  try {
    if (!isInRange(key)) fail("secret-key/range", `secretKey: ${OUT_OF_RANGE}; a wiped key is 0`);
    const workload_id = parseWorkloadId((hasId ? copy.workload_id : null) ?? newWorkloadId());
    deriveVolumeKeyInto(key, workload_id, key); // the volume key takes the place of the copy
    return { ...copy, workload_id, volume_encryption: encodeVolumeEncryption(key) };
  } finally {
    wipe(key);
  }
}

/** Whether a value has no class: its prototype is null, or the `Object.prototype` of a realm. */
function isPlainObject(value: unknown): boolean {
  const prototype = prototypeOf(value);
  return prototype === null || (prototypeOf(prototype) === null && hasOwn(prototype as object, "isPrototypeOf"));
}
