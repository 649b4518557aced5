/**
 * Passes the UTF-8 bytes of `text`, from its UTF-16 index `from` on, to `put`, one by one. The text must be well formed
 * (see `checkWorkloadId`). Written out because engines such as QuickJS have no `TextEncoder`, and because a core takes
 * the bytes of a long id as they come, without room for all of them. Source: The Unicode Standard, table 3-6.
 */
export function encodeUtf8(text: string, from: number, put: (byte: number) => void): void {
  for (let i = from; i < text.length; i++) {
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
