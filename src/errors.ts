import { attempt } from "./realm.ts";

/** What went wrong, in a form that stays the same from version to version. */
export type VolumeKeyErrorCode =
  | `secret-key/${"type" | "length" | "encoding" | "prefix" | "checksum" | "range"}`
  | `workload-id/${"type" | "unicode" | "empty" | "control" | "space"}`
  | `volume-key/${"type" | "length" | "zero"}`
  | `output/${"type" | "length"}`
  | "request/type"
  | `volume-encryption/${"type" | "version" | "algorithm" | "key"}`
  | `identity/${"missing" | "unreadable" | "size"}`
  | "secret/type"
  | "random/unavailable"
  | `core/${"type" | "unavailable" | "self-test"}`;

/**
 * The one error of this package. Its message says what is the matter. Neither the message nor the stack
 * holds any part of a secret key, its text or a volume key, and there is no `cause`: the errors of other libraries
 * quote their input.
 *
 * @example
 * ```ts
 * import { parseSecretKey, VolumeKeyError } from "@paygress/volume-key";
 *
 * try {
 *   parseSecretKey("npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6");
 * } catch (error) {
 *   if (!(error instanceof VolumeKeyError)) throw error;
 *   error.code; // "secret-key/prefix"
 * }
 * ```
 */
export class VolumeKeyError extends Error {
  // A field, since an assignment would throw where `Error.prototype` is frozen.
  override readonly name: string = "VolumeKeyError";

  /** Which rule was broken, for example `"secret-key/checksum"`. */
  readonly code: VolumeKeyErrorCode;

  /**
   * @param code which rule was broken
   * @param message what is the matter, without any part of a secret
   */
  constructor(code: VolumeKeyErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Throws a `VolumeKeyError`. */
export function fail(code: VolumeKeyErrorCode, message: string): never {
  throw new VolumeKeyError(code, message);
}

/** What a runtime says of a failure of its own. Not by `instanceof`: what it throws may come from another realm. */
export function messageOf(error: unknown): string {
  // There is none of a symbol, or of an object that throws in turn.
  return attempt(() => `${(error as Partial<Error> | null)?.message ?? error}`) ?? "an unreadable error";
}

/** Whether the stack was full, which is no fault of a core. Engines throw a RangeError then, Firefox an InternalError. */
export function isFullStack(error: unknown): boolean {
  const name = attempt(() => (error as Partial<Error> | null)?.name);
  return name === "RangeError" || name === "InternalError";
}
