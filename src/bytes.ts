import { fail, type VolumeKeyErrorCode } from "./errors.ts";
import { type Bytes, exec, fill, isArray, lengthOf, newBytes, put, typedArrayName } from "./realm.ts";

export type { Bytes } from "./realm.ts";

/** Bytes of a secret key and of a volume key. */
export const KEY_SIZE = 32;

/** Whether `value` is a `Uint8Array`, of this realm or another; a `Buffer` is one. */
export function isBytes(value: unknown): value is Bytes {
  return typedArrayName(value) === "Uint8Array";
}

/** Makes a new key of the 32 bytes from `offset` on. One by one: a view of them, to copy it at once, would cost more. */
export function copyKey(bytes: Uint8Array, offset = 0): Bytes {
  const key = newBytes(KEY_SIZE);
  for (let i = 0; i < KEY_SIZE; i++) key[i] = bytes[offset + i] as number;
  return key;
}

/** Throws unless `value` is a `Uint8Array` of `size` bytes; `subject` is the first half of the codes. */
export function checkBytes(
  value: unknown,
  subject: "secret-key" | "volume-key" | "output",
  name: string,
  size = KEY_SIZE,
): asserts value is Bytes {
  // The last element costs JavaScriptCore less than the length. A typed array inherits no element from a prototype.
  if (isBytes(value) && value[size] === undefined && (size === 0 || value[size - 1] !== undefined)) return;
  const code: VolumeKeyErrorCode = `${subject}/${isBytes(value) ? "length" : "type"}`;
  const hint = subject === "secret-key" && typeof value === "string" ? "; parseSecretKey() reads text" : "";
  fail(code, `${name}: expected a Uint8Array of ${size} bytes, got ${kindOf(value)}${hint}`);
}

/** Names the kind of a value for an error message, and tells nothing of what is in it. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return `${value}`;
  if (isBytes(value)) return `a Uint8Array of ${lengthOf(value)} bytes`;
  const name = isArray(value) ? "Array" : (typedArrayName(value) ?? typeof value);
  return `${exec(/^[AIo]/, name) === null ? "a" : "an"} ${name}`; // an Array, an Int8Array, an object
}

/**
 * Overwrites secrets with zeros.
 *
 * @param secrets keys that are no longer needed: `Uint8Array`s of any length, and arrays of them. Pass a long array as it
 *   is: an engine takes only so many arguments
 * @throws {VolumeKeyError} `secret/type` when an argument is neither; then nothing is overwritten
 *
 * @example
 * ```ts
 * import { deriveVolumeKey, parseSecretKey, wipe } from "@paygress/volume-key";
 *
 * const secretKey = parseSecretKey("nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5");
 * const volumeKey = deriveVolumeKey(secretKey, "workload-abc");
 * wipe(secretKey, volumeKey);
 * volumeKey[0]; // 0
 * ```
 */
export function wipe(...secrets: (Uint8Array | readonly Uint8Array[])[]): void {
  // A list of our own, so that what was checked is what is wiped, whatever a getter or a proxy returns the second time.
  const all: Bytes[] = [];
  const take = (secret: unknown): void => {
    const message = "wipe: expected Uint8Arrays or arrays of them, got";
    if (!isBytes(secret)) fail("secret/type", `${message} ${kindOf(secret)}`);
    put(all, all.length, secret);
  };
  for (let i = 0; i < secrets.length; i++) {
    const secret = secrets[i];
    if (!isArray(secret)) take(secret);
    else for (let j = 0; j < secret.length; j++) take(secret[j]);
  }
  for (let i = 0; i < all.length; i++) {
    if (lengthOf(all[i] as Bytes) > 0) fill(all[i] as Bytes, 0); // one whose buffer was transferred is empty
  }
}
