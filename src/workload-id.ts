import { messageOf, VolumeKeyError } from "./errors.ts";
import { checkText } from "./utf8.ts";

/** Unicode's category Cc: C0 with NUL, DEL, C1. */
const CONTROL = /\p{Cc}/u;

/**
 * A character that nobody sees: white space as `trim` has it, and what most fonts draw as nothing. It judges one
 * character: V8 14.6 (Node 26) does not find a class with characters beyond U+FFFF before `$` in a longer text.
 */
const UNSEEN = /^[\s\p{Default_Ignorable_Code_Point}\u2800]$/u;

/**
 * An emoji whose last character is one of these: it ends in the variation selector U+FE0F, or it is a flag spelt in tags
 * (UTS #51 §1.4.3, §1.4.6). Digits, # and * are emoji to Unicode, but look the same with the selector and without.
 */
const EMOJI_END = /(?![#*\d])\p{Emoji}(?:\uFE0F|\uFE0F?[\u{E0020}-\u{E007E}]+\u{E007F})$/u;

/**
 * Checks a workload id that a person typed. `deriveVolumeKey` takes more, all that the reference takes; this refuses
 * what is almost certainly a mistake: an empty id, control characters, and what nobody sees at either end, where it
 * gives another key in silence.
 *
 * @param text the workload id
 * @returns the text itself, unchanged
 * @throws {VolumeKeyError} `workload-id/type`, `workload-id/unicode` (a lone surrogate), `workload-id/empty`,
 *   `workload-id/control` (NUL, a newline and the rest of Unicode's category Cc), `workload-id/space` (at either end: white space, U+2800,
 *   or one of Unicode's Default_Ignorable_Code_Point, such as U+200B, but not the one that ends an emoji)
 *
 * @example
 * ```ts
 * import { parseWorkloadId } from "@paygress/volume-key";
 *
 * parseWorkloadId("78e51061-7311-48a3-82ce-6f447ed4d57b"); // "78e51061-7311-48a3-82ce-6f447ed4d57b"
 * ```
 */
export function parseWorkloadId(text: string): string {
  checkText(text, "workload id");
  if (text === "") throw new VolumeKeyError("workload-id/empty", "workload id: it is empty");
  const control = CONTROL.exec(text);
  if (control !== null) {
    const what = `a control character, ${codePoint(control[0])}, at index ${control.index}`;
    throw new VolumeKeyError("workload-id/control", `workload id: ${what}`);
  }
  const first = Array.from(text.slice(0, 2))[0] as string; // one or two UTF-16 units
  const last = Array.from(text.slice(-2)).at(-1) as string;
  if (UNSEEN.test(first)) throw unseen(first, "start");
  if (UNSEEN.test(last) && !EMOJI_END.test(text)) throw unseen(last, "end");
  return text;
}

function unseen(character: string, end: "start" | "end"): VolumeKeyError {
  const what = character.trim() === "" ? "white space" : "a character that nobody sees";
  return new VolumeKeyError("workload-id/space", `workload id: ${what}, ${codePoint(character)}, at the ${end}`);
}

/** A character's code point as Unicode writes it, U+0020. */
function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}`;
}

/**
 * Makes a new workload id: a random UUID, version 4 (RFC 9562 §5.4).
 *
 * @returns 36 characters, lower case
 * @throws {VolumeKeyError} `random/unavailable` where the runtime has no `crypto.getRandomValues`, or refuses it, as
 *   Cloudflare's workerd does outside of a handler
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
  const bytes = new Uint8Array(16);
  try {
    const { crypto } = globalThis as { crypto?: { getRandomValues?(bytes: Uint8Array): unknown } };
    if (crypto?.getRandomValues === undefined) throw new Error("this runtime has none");
    crypto.getRandomValues(bytes);
    if (bytes.every((byte) => byte === 0)) throw new Error("it left all bytes zero"); // as a stub does
  } catch (error) {
    const message = `new workload id: no random bytes from crypto.getRandomValues: ${messageOf(error)}`;
    throw new VolumeKeyError("random/unavailable", message);
  }
  const hex = Array.from(bytes, (byte, i) => {
    if (i === 6) return (byte & 0x0f) | 0x40; // version 4
    if (i === 8) return (byte & 0x3f) | 0x80; // variant 10
    return byte;
  }).map((byte) => byte.toString(16).padStart(2, "0"));
  return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
