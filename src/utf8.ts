import { kindOf } from "./bytes.ts";
import { fail } from "./errors.ts";
import { charCodeAt, exec, isWellFormed } from "./realm.ts";

/** With the `u` flag a surrogate pair is one code point, so this finds only halves that stand alone. */
const LONE_SURROGATE = /[\uD800-\uDFFF]/u;

/**
 * Throws unless `value` is Unicode text, which is all that the reference's `&str` can hold. A lone surrogate would
 * otherwise become U+FFFD in silence, and the key another one.
 *
 * @param name what a message calls it; of an array with `index`, which is put in only where there is something to complain of
 */
export function checkText(value: unknown, name: string, index?: number): asserts value is string {
  if (typeof value === "string" && isUnicode(value)) return;
  const what = index === undefined ? name : `${name}[${index}]`;
  if (typeof value !== "string") {
    fail("workload-id/type", `${what}: expected a string, got ${kindOf(value)}`);
  }
  const at = exec(LONE_SURROGATE, value)?.index;
  fail("workload-id/unicode", `${what}: not Unicode text: a lone surrogate at index ${at}`);
}

/** The native test is the faster one. Engines from before 2023 lack it. */
function isUnicode(text: string): boolean {
  return isWellFormed === undefined ? exec(LONE_SURROGATE, text) === null : isWellFormed(text);
}

/**
 * Passes the UTF-8 bytes of `text` to `put`, one by one. The text must be Unicode. Written out because engines such as QuickJS
 * have no `TextEncoder`. Source: The Unicode Standard, table 3-6.
 */
export function encodeUtf8(text: string, put: (byte: number) => void): void {
  for (let i = 0; i < text.length; i++) {
    let c = charCodeAt(text, i);
    if (c >= 0xd800 && c < 0xe000) c = 0x10000 + ((c & 0x3ff) << 10) + (charCodeAt(text, ++i) & 0x3ff); // a surrogate pair
    const more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3; // bytes behind the first, with six bits each
    put(more === 0 ? c : ((0xf80 >> more) & 0xff) | (c >> (6 * more)));
    for (let shift = 6 * more - 6; shift >= 0; shift -= 6) put(0x80 | ((c >> shift) & 0x3f));
  }
}
