import { base64urlnopad } from "@scure/base";
import { type Bytes, checkBytes, forgetMatch, kindOf, newKey, wipe } from "./bytes.ts";
import { deriveVolumeKey } from "./derive.ts";
import { VolumeKeyError } from "./errors.ts";
import { newWorkloadId, parseWorkloadId } from "./workload-id.ts";

const VERSION = 1;
const ALGORITHM = "luks2-aes-xts";

/** 32 bytes in URL-safe base64 without padding (RFC 4648 §5). */
const KEY_B64 = /^[\w-]{43}$/;

/** The volume's key as a spawn request carries it. Source: the reference's `VolumeEncryption`, `src/nostr/wire.rs`. */
export interface VolumeEncryption {
  /** Of this object and of the derivation. */
  version: 1;
  /** What the provider formats the volume with. */
  algorithm: "luks2-aes-xts";
  /** The volume key, 32 bytes: 43 characters of URL-safe base64 without padding. */
  key_b64: string;
}

/** How a workload is kept alive. Source: the reference's `ReplicationMode`. */
export type ReplicationMode =
  | { mode: "none" }
  | { mode: "checkpointed" }
  | { mode: "warm-standby"; standby_providers: string[] };

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
 * Makes the wire object of a volume key.
 *
 * @param volumeKey 32 bytes; left as they are
 * @returns an object for the `volume_encryption` member of a spawn request
 * @throws {VolumeKeyError} `volume-key/type`, `volume-key/length`, `volume-key/zero` (a key that was wiped)
 *
 * @example
 * ```ts
 * import { deriveVolumeKey, encodeVolumeEncryption } from "@paygress/volume-key";
 *
 * const volumeKey = deriveVolumeKey(new Uint8Array(32).fill(0x99), "deadbeef-cafe");
 * encodeVolumeEncryption(volumeKey).key_b64; // "ISTISCUPC22MBUScSOaSmXjwxr3FrFD7JbWZAHvFrNw"
 * ```
 */
export function encodeVolumeEncryption(volumeKey: Uint8Array): VolumeEncryption {
  checkBytes(volumeKey, "volume-key", "volumeKey");
  const copy = newKey(volumeKey); // of this realm, which the library asks for
  try {
    if (!copy.some((byte) => byte !== 0)) {
      throw new VolumeKeyError("volume-key/zero", "volumeKey: all of it is zero: it was wiped, or never filled");
    }
    const key_b64 = base64urlnopad.encode(copy);
    return { version: VERSION, algorithm: ALGORITHM, key_b64 };
  } finally {
    wipe(copy);
  }
}

/**
 * Reads the volume key out of a wire object. An absent `version` means 1; other members are ignored.
 *
 * @param value what `JSON.parse` returned for the `volume_encryption` member
 * @returns the volume key, 32 bytes over an `ArrayBuffer` of their own
 * @throws {VolumeKeyError} `volume-encryption/type` (no object, or a member absent or of another type),
 *   `volume-encryption/version`, `volume-encryption/algorithm`, `volume-encryption/key` (not 32 bytes of canonical
 *   URL-safe base64 without padding)
 *
 * @example
 * ```ts
 * import { decodeVolumeEncryption } from "@paygress/volume-key";
 *
 * const volumeKey = decodeVolumeEncryption({
 *   version: 1,
 *   algorithm: "luks2-aes-xts",
 *   key_b64: "ISTISCUPC22MBUScSOaSmXjwxr3FrFD7JbWZAHvFrNw",
 * });
 * volumeKey[0]; // 0x21
 * ```
 */
export function decodeVolumeEncryption(value: unknown): Bytes {
  if (!isObject(value)) fail("type", `expected an object, got ${kindOf(value)}`);
  const { version = VERSION, algorithm, key_b64 } = value;
  if (typeof version !== "number") fail("type", `expected version to be a number, got ${kindOf(version)}`);
  if (typeof algorithm !== "string") fail("type", `expected algorithm to be a string, got ${kindOf(algorithm)}`);
  if (typeof key_b64 !== "string") fail("type", `expected key_b64 to be a string, got ${kindOf(key_b64)}`);
  if (version !== VERSION) fail("version", `expected version ${VERSION}, got ${version}`);
  if (algorithm !== ALGORITHM) fail("algorithm", `expected algorithm ${ALGORITHM}, got another one`);
  try {
    if (!KEY_B64.test(key_b64)) {
      fail("key", `expected key_b64 to be 43 characters of URL-safe base64, got ${key_b64.length} that are not`);
    }
    return decodeKey(key_b64);
  } finally {
    forgetMatch();
  }
}

function decodeKey(text: string): Bytes {
  let bytes: Uint8Array;
  try {
    bytes = base64urlnopad.decode(text);
  } catch {
    // Not as its cause: that error may quote the text.
    fail("key", "expected the last character of key_b64 to end in zero bits, got others");
  }
  const volumeKey = newKey(bytes);
  wipe(bytes);
  return volumeKey;
}

/**
 * Puts the derived volume key into a spawn request, and a new workload id where it has none. Send the same request
 * again after an eviction and the volume opens again: keep the `workload_id`.
 *
 * @param request a spawn request; left as it is
 * @param secretKey 32 bytes
 * @returns a copy of the request with `workload_id` and `volume_encryption`, in place of any that it had
 * @throws {VolumeKeyError} as `parseWorkloadId` and `deriveVolumeKey`; `request/type` when the request is no plain
 *   object
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
  if (!isPlainObject(request)) {
    throw new VolumeKeyError("request/type", `request: expected a plain object, got ${kindOf(request)}`);
  }
  const copy: R & { workload_id?: string | null | undefined } = { ...request };
  checkBytes(secretKey, "secret-key", "secretKey");
  const workload_id = parseWorkloadId(
    (Object.hasOwn(copy, "workload_id") ? copy.workload_id : null) ?? newWorkloadId(),
  );
  const volumeKey = deriveVolumeKey(secretKey, workload_id);
  const volume_encryption = encodeVolumeEncryption(volumeKey);
  wipe(volumeKey);
  return { ...copy, workload_id, volume_encryption };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether the object has no class: its prototype is `Object.prototype`, of any realm, or null. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function fail(rule: "type" | "version" | "algorithm" | "key", message: string): never {
  throw new VolumeKeyError(`volume-encryption/${rule}`, `volume encryption: ${message}`);
}
