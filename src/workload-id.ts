import { kindOf } from "./bytes.ts";
import { VolumeKeyError } from "./errors.ts";

/** With the `u` flag a surrogate pair is one code point, so this finds only halves that stand alone. */
const LONE_SURROGATE = /[\uD800-\uDFFF]/u;

/** Unicode's category Cc: C0 with NUL, DEL, C1. */
const CONTROL = /\p{Cc}/u;

/**
 * Throws unless `value` is Unicode text, which is all that the reference's `&str` can hold. A lone surrogate would
 * otherwise become U+FFFD in silence, and the key another one.
 *
 * @param name what a message calls it; of an array with `index`, which is put in only where there is something to complain of
 */
export function checkWorkloadId(value: unknown, name = "workloadId", index?: number): asserts value is string {
  if (typeof value === "string" && isWellFormed(value)) return;
  const what = index === undefined ? name : `${name}[${index}]`;
  if (typeof value !== "string") {
    throw new VolumeKeyError("workload-id/type", `${what}: expected a string, got ${kindOf(value)}`);
  }
  const at = value.search(LONE_SURROGATE);
  throw new VolumeKeyError(
    "workload-id/unicode",
    `${what}: expected Unicode text, got a lone surrogate at index ${at}`,
  );
}

/** The native test is the faster one; engines from before 2023 lack it. */
function isWellFormed(text: string & { isWellFormed?(): boolean }): boolean {
  return text.isWellFormed === undefined ? !LONE_SURROGATE.test(text) : text.isWellFormed();
}

/**
 * Checks a workload id that a person typed. `deriveVolumeKey` takes more, all that the reference takes; this refuses
 * what is almost certainly a mistake: an empty id, control characters, white space at either end.
 *
 * @param text the workload id
 * @returns the text itself, unchanged
 * @throws {VolumeKeyError} `workload-id/type`, `workload-id/unicode` (a lone surrogate), `workload-id/empty`,
 *   `workload-id/control` (NUL, a newline and the rest of Unicode's category Cc), `workload-id/space`
 *
 * @example
 * ```ts
 * import { parseWorkloadId } from "@paygress/volume-key";
 *
 * parseWorkloadId("78e51061-7311-48a3-82ce-6f447ed4d57b"); // "78e51061-7311-48a3-82ce-6f447ed4d57b"
 * ```
 */
export function parseWorkloadId(text: string): string {
  checkWorkloadId(text, "workload id");
  if (text === "")
    throw new VolumeKeyError("workload-id/empty", "workload id: expected at least one character, got none");
  const control = text.search(CONTROL);
  if (control >= 0) {
    const character = text.charCodeAt(control).toString(16).toUpperCase().padStart(4, "0");
    throw new VolumeKeyError(
      "workload-id/control",
      `workload id: expected no control characters, got U+${character} at index ${control}`,
    );
  }
  if (text !== text.trim()) {
    const end = text === text.trimStart() ? "end" : "start";
    throw new VolumeKeyError(
      "workload-id/space",
      `workload id: expected no white space at either end, got some at the ${end}`,
    );
  }
  return text;
}

/**
 * Makes a new workload id: a random UUID, version 4 (RFC 9562 §5.4).
 *
 * @returns 36 characters, lower case
 * @throws {VolumeKeyError} `random/unavailable` where the runtime has no `crypto.getRandomValues`
 *
 * @example
 * ```ts
 * import { newWorkloadId } from "@paygress/volume-key";
 *
 * newWorkloadId().length; // 36
 * ```
 */
export function newWorkloadId(): string {
  // Not crypto.randomUUID: pages without a secure context have none.
  const { crypto } = globalThis as { crypto?: { getRandomValues(bytes: Uint8Array): unknown } };
  if (typeof crypto?.getRandomValues !== "function") {
    throw new VolumeKeyError(
      "random/unavailable",
      "newWorkloadId: expected crypto.getRandomValues, got a runtime without it",
    );
  }
  const bytes = new Uint8Array(16);
  crypto.getRandomValues(bytes);
  const hex = Array.from(bytes, (byte, i) => {
    if (i === 6) return (byte & 0x0f) | 0x40; // version 4
    if (i === 8) return (byte & 0x3f) | 0x80; // variant 10
    return byte;
  }).map((byte) => byte.toString(16).padStart(2, "0"));
  return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
