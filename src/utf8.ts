import { kindOf } from "./bytes.ts";
import { VolumeKeyError } from "./errors.ts";

/** With the `u` flag a surrogate pair is one code point, so this finds only halves that stand alone. */
const LONE_SURROGATE = /[\uD800-\uDFFF]/u;

/**
 * Throws unless `value` is Unicode text, which is all that the reference's `&str` can hold. A lone surrogate would
 * otherwise become U+FFFD in silence, and the key another one.
 *
 * @param name what a message calls it; of an array with `index`, which is put in only where there is something to complain of
 */
export function checkText(value: unknown, name: string, index?: number): asserts value is string {
  if (typeof value === "string" && isWellFormed(value)) return;
  const what = index === undefined ? name : `${name}[${index}]`;
  if (typeof value !== "string") {
    throw new VolumeKeyError("workload-id/type", `${what}: expected a string, got ${kindOf(value)}`);
  }
  const at = value.search(LONE_SURROGATE);
  throw new VolumeKeyError("workload-id/unicode", `${what}: not Unicode text: a lone surrogate at index ${at}`);
}

/** The native test is the faster one; engines from before 2023 lack it. */
function isWellFormed(text: string & { isWellFormed?(): boolean }): boolean {
  return text.isWellFormed === undefined ? !LONE_SURROGATE.test(text) : text.isWellFormed();
}

/**
 * Passes the UTF-8 bytes of `text` to `put`, one by one. The text must be Unicode. Written out because engines such as QuickJS
 * have no `TextEncoder`. Source: The Unicode Standard, table 3-6.
 */
export function encodeUtf8(text: string, put: (byte: number) => void): void {
  for (let i = 0; i < text.length; i++) {
    const c = text.codePointAt(i) as number;
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xc0 | (c >> 6));
      put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
      put(0xe0 | (c >> 12));
      put(0x80 | ((c >> 6) & 0x3f));
      put(0x80 | (c & 0x3f));
    } else {
      i++; // a surrogate pair: two UTF-16 units
      put(0xf0 | (c >> 18));
      put(0x80 | ((c >> 12) & 0x3f));
      put(0x80 | ((c >> 6) & 0x3f));
      put(0x80 | (c & 0x3f));
    }
  }
}
