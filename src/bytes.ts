import { VolumeKeyError, type VolumeKeyErrorCode } from "./errors.ts";

/**
 * A `Uint8Array` in the words of the compiler that reads it: `Uint8Array` before TypeScript 5.7, and
 * `Uint8Array<ArrayBuffer>`, which WebCrypto asks for, from then on.
 */
export type Bytes = ReturnType<typeof Uint8Array.of>;

/** Bytes of a secret key and of a volume key. */
export const KEY_SIZE = 32;

const typedArray = Object.getPrototypeOf(Uint8Array.prototype);

/** %TypedArray%.prototype[@@toStringTag]: tells a typed array of any realm, and cannot be forged as `instanceof` can. */
const typedArrayName = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)?.get as (
  this: unknown,
) => string | undefined;

/** %TypedArray%.prototype.length: the number of elements, whatever a subclass or a property of that name says. */
const lengthOf = Object.getOwnPropertyDescriptor(typedArray, "length")?.get as (this: Uint8Array) => number;

/** Whether `value` is a `Uint8Array`, of this realm or another; a `Buffer` is one. */
export function isBytes(value: unknown): value is Bytes {
  return typedArrayName.call(value) === "Uint8Array";
}

/**
 * A new key: zeros, or the 32 bytes of `contents` from `offset` on. It lies in an `ArrayBuffer` of its own: V8 keeps a plain
 * `new Uint8Array(32)` on its own heap and leaves copies behind when the collector moves it, which no `wipe` reaches.
 */
export function newKey(contents?: Uint8Array, offset = 0): Bytes {
  const key = new Uint8Array(new ArrayBuffer(KEY_SIZE));
  // A view of that part, to copy it at once, would cost more than the 32 bytes.
  if (contents !== undefined) for (let i = 0; i < KEY_SIZE; i++) key[i] = contents[offset + i] as number;
  return key;
}

/**
 * The bytes of hex digits, an even number of them. Eight digits at a time: one by one takes four times as long, on first use
 * (measured). Not for a secret, of which it makes substrings.
 */
export function fromHex(digits: string): Bytes {
  const view = new DataView(new ArrayBuffer(digits.length / 2 + 3));
  for (let i = 0; i < digits.length; i += 8) {
    view.setUint32(i / 2, Number.parseInt(digits.slice(i, i + 8).padEnd(8, "0"), 16));
  }
  return new Uint8Array(view.buffer, 0, digits.length / 2);
}

/** Throws unless `value` is a `Uint8Array` of `size` bytes; `subject` is the first half of the codes. */
export function checkBytes(
  value: unknown,
  subject: "secret-key" | "volume-key" | "output",
  name: string,
  size = KEY_SIZE,
): asserts value is Bytes {
  if (isBytes(value) && lengthOf.call(value) === size) return;
  const code: VolumeKeyErrorCode = `${subject}/${isBytes(value) ? "length" : "type"}`;
  const hint = subject === "secret-key" && typeof value === "string" ? "; parseSecretKey() reads text" : "";
  throw new VolumeKeyError(code, `${name}: expected a Uint8Array of ${size} bytes, got ${kindOf(value)}${hint}`);
}

/** Names the kind of a value for an error message, and tells nothing of what is in it. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (isBytes(value)) return `a Uint8Array of ${lengthOf.call(value)} bytes`;
  const name = Array.isArray(value) ? "Array" : (typedArrayName.call(value) ?? typeof value);
  return `${/^[AEIOaeio]/.test(name) ? "an" : "a"} ${name}`;
}

/**
 * Has `RegExp` forget the text that it matched last: `RegExp.input` and `RegExp.lastMatch` hand it to everybody.
 * To be called once a regular expression, here or in a library, has seen a secret.
 */
export function forgetMatch(): void {
  /^/.test("");
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
  const all: Uint8Array[] = [];
  for (const secret of secrets) {
    if (!Array.isArray(secret)) all.push(secret as Uint8Array);
    else for (const one of secret) all.push(one);
  }
  for (const secret of all) {
    if (isBytes(secret)) continue;
    throw new VolumeKeyError("secret/type", `wipe: expected Uint8Arrays or arrays of them, got ${kindOf(secret)}`);
  }
  for (const secret of all) {
    // Not by its own method, which a subclass may have changed. An array whose buffer was transferred is empty.
    if (lengthOf.call(secret) > 0) Uint8Array.prototype.fill.call(secret, 0);
  }
}
