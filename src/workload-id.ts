import { fail, messageOf } from "./errors.ts";
import { charCodeAt, exec, Fault, newBytes, slice, trim } from "./realm.ts";
import { checkText } from "./utf8.ts";

/** Unicode's category Cc: C0 with NUL, DEL, C1. */
const CONTROL = /\p{Cc}/u;

/** A character at the start that nobody sees: white space as `trim` has it, and what most fonts draw as nothing. */
const UNSEEN = /^[\s\p{Default_Ignorable_Code_Point}\u2800]/u;

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
  if (text === "") fail("workload-id/empty", "workload id: it is empty");
  const control = exec(CONTROL, text);
  if (control !== null) refuse("control", control[0], `index ${control.index}`);
  const start = exec(UNSEEN, text);
  if (start !== null) refuse("space", start[0], "the start");
  // The last character is taken by itself: V8 14.6 (Node 26) does not find a class with characters beyond U+FFFF before `$`.
  const isPair = (charCodeAt(text, text.length - 1) & 0xfc00) === 0xdc00;
  const last = slice(text, isPair ? -2 : -1);
  if (exec(UNSEEN, last) !== null && exec(EMOJI_END, text) === null) refuse("space", last, "the end");
  return text;
}

function refuse(rule: "control" | "space", character: string, place: string): never {
  const isBlank = trim(character) === "";
  const what = rule === "control" ? "a control character" : isBlank ? "white space" : "a character that nobody sees";
  fail(`workload-id/${rule}`, `workload id: ${what}, ${codePoint(character)}, at ${place}`);
}

/** A character's code point as Unicode writes it, U+0020. Those that are refused are below U+F0000. */
function codePoint(character: string): string {
  const high = charCodeAt(character, 0);
  const code = character.length === 1 ? high : (high << 10) + charCodeAt(character, 1) - 0x35fdc00; // of a surrogate pair
  return `U+${hexOf(code, code > 0xffff ? 5 : 4, "0123456789ABCDEF")}`;
}

function hexOf(value: number, size: number, digits = "0123456789abcdef"): string {
  let text = "";
  for (let shift = 4 * (size - 1); shift >= 0; shift -= 4) text += digits[(value >> shift) & 15];
  return text;
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
  const bytes = newBytes(16);
  try {
    const { crypto } = globalThis as { crypto?: { getRandomValues?(bytes: Uint8Array): unknown } };
    if (crypto?.getRandomValues === undefined) throw new Fault("this runtime has none");
    crypto.getRandomValues(bytes);
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40; // version 4
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80; // variant 10
    let id = "";
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) id += "-";
      id += hexOf(bytes[i] as number, 2);
    }
    if (id === "00000000-0000-4000-8000-000000000000") throw new Fault("it left all bytes zero"); // as a stub does
    return id;
  } catch (error) {
    fail("random/unavailable", `new workload id: no random bytes from crypto.getRandomValues: ${messageOf(error)}`);
  }
}
