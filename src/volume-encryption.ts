import { decodeKey, encodeKey, KEY_LENGTH } from "./base64url.ts";
import { checkBytes, KEY_SIZE, kindOf, wipe } from "./bytes.ts";
import { fail } from "./errors.ts";
import { attempt, type Bytes, getPrototypeOf, hasOwn, isArray, newBytes } from "./realm.ts";

const VERSION = 1;
const ALGORITHM = "luks2-aes-xts";

/** The text of 32 bytes that are zero. */
const ZERO_KEY = /* @__PURE__ */ "A".repeat(KEY_LENGTH);

/** The volume's key as a spawn request carries it. Source: the reference's `VolumeEncryption`, `src/nostr/wire.rs`. */
export interface VolumeEncryption {
  /** Of this object and of the derivation. */
  version: 1;
  /** What the provider formats the volume with. */
  algorithm: "luks2-aes-xts";
  /** The volume key, 32 bytes: 43 characters of URL-safe base64 without padding. */
  key_b64: string;
}

/**
 * Makes the wire object of a volume key.
 *
 * @param volumeKey 32 bytes; left as they are
 * @returns an object for the `volume_encryption` member of a spawn request
 * @throws {VolumeKeyError} `volume-key/type`, `volume-key/length`, `volume-key/zero` (all bytes are zero: it was wiped, and
 *   everybody knows it)
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
  const key_b64 = encodeKey(volumeKey);
  // The text and not the bytes: another thread may wipe them in between.
  if (key_b64 === ZERO_KEY) fail("volume-key/zero", "volumeKey: all of its bytes are zero, as after wipe()");
  return { version: VERSION, algorithm: ALGORITHM, key_b64 };
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
  if (isArray(value) || prototypeOf(value) === undefined) refuse("type", `expected an object, got ${kindOf(value)}`);
  const object = value as Record<string, unknown>;
  // Only own members count, as in JSON: a prototype may hold anything.
  const own = (name: string): unknown => (hasOwn(object, name) ? object[name] : undefined);
  let version = own("version");
  if (version === undefined) version = VERSION;
  const algorithm = own("algorithm");
  const key_b64 = own("key_b64");
  if (typeof version !== "number") refuse("type", `expected version to be a number, got ${kindOf(version)}`);
  if (typeof algorithm !== "string") refuse("type", `expected algorithm to be a string, got ${kindOf(algorithm)}`);
  if (typeof key_b64 !== "string") refuse("type", `expected key_b64 to be a string, got ${kindOf(key_b64)}`);
  if (version !== VERSION) refuse("version", `version ${version} is unknown, only ${VERSION} is known`);
  if (algorithm !== ALGORITHM) refuse("algorithm", `the algorithm is not ${ALGORITHM}`);
  if (key_b64.length !== KEY_LENGTH) refuse("key", `key_b64 has ${key_b64.length} characters, not ${KEY_LENGTH}`);
  const volumeKey = newBytes(KEY_SIZE);
  const problem = decodeKey(key_b64, volumeKey);
  if (problem === undefined) return volumeKey;
  wipe(volumeKey);
  refuse("key", `key_b64 ${problem}`);
}

/** The prototype of an object or null, and `undefined` of what is no object, or a revoked proxy. */
export function prototypeOf(value: unknown): object | null | undefined {
  return typeof value === "object" && value !== null ? attempt(() => getPrototypeOf(value)) : undefined;
}

function refuse(rule: "type" | "version" | "algorithm" | "key", message: string): never {
  fail(`volume-encryption/${rule}`, `volume encryption: ${message}`);
}
