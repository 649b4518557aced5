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

// What it needs of a runtime: ECMAScript 2022, and no global beside those that it defines. What it uses where there is one:
//
//   WebAssembly             the faster core, if it has SIMD
//   TextEncoder             the same core: without it the fallback derives
//   crypto.getRandomValues  newWorkloadId, and withVolumeEncryption where the request has no id: refused without it
//   isWellFormed            of strings, the faster test
//
// It asks neither for the time nor for Math.random, evaluates no code, and changes nothing of the realm: all of it may be
// frozen. Any of these may be absent, or throw.

export { wipe } from "./bytes.ts";
export { type CoreChoice, type CoreDescription, describeCore, useCore } from "./core/choice.ts";
export { KDF_DOMAIN_V1 } from "./core/types.ts";
export { deriveVolumeKey, deriveVolumeKeyInto, deriveVolumeKeys, deriveVolumeKeysInto } from "./derive.ts";
export { VolumeKeyError, type VolumeKeyErrorCode } from "./errors.ts";
export { parseSecretKey } from "./secret-key.ts";
export { type EncryptedSpawnPodRequest, type ReplicationMode, withVolumeEncryption } from "./spawn-request.ts";
export { decodeVolumeEncryption, encodeVolumeEncryption, type VolumeEncryption } from "./volume-encryption.ts";
export { newWorkloadId, parseWorkloadId } from "./workload-id.ts";
