/**
 * The key of a Paygress workload's LUKS2 volume, derived from a Nostr secret key and the workload id. Synchronous, the
 * same on every runtime; nothing to initialise, nothing kept.
 *
 * @example
 * ```ts
 * import { deriveVolumeKey, parseSecretKey, wipe } from "@paygress/volume-key";
 *
 * const secretKey = parseSecretKey("nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5");
 * const volumeKey = deriveVolumeKey(secretKey, "78e51061-7311-48a3-82ce-6f447ed4d57b");
 * volumeKey.length; // 32
 * wipe(secretKey, volumeKey);
 * ```
 *
 * @module
 */
export { wipe } from "./bytes.ts";
export { type CoreChoice, type CoreDescription, describeCore, useCore } from "./core/choice.ts";
export { KDF_DOMAIN_V1 } from "./core/core.ts";
export { deriveVolumeKey, deriveVolumeKeys, deriveVolumeKeysInto } from "./derive.ts";
export { VolumeKeyError, type VolumeKeyErrorCode } from "./errors.ts";
export { parseSecretKey } from "./secret-key.ts";
export {
  decodeVolumeEncryption,
  type EncryptedSpawnPodRequest,
  encodeVolumeEncryption,
  type ReplicationMode,
  type VolumeEncryption,
  withVolumeEncryption,
} from "./volume-encryption.ts";
export { newWorkloadId, parseWorkloadId } from "./workload-id.ts";
