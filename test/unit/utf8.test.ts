import { describe, expect, it } from "vitest";
import { encodeUtf8 } from "../../src/utf8.ts";

describe("encodeUtf8", () => {
  it("encodes every code point as TextEncoder does", () => {
    for (let first = 0; first < 0x110000; first += 0x800) {
      if (first === 0xd800) continue; // the surrogates
      const text = String.fromCodePoint(...Array.from({ length: 0x800 }, (_, i) => first + i));
      const bytes: number[] = [];
      encodeUtf8(text, 0, (byte) => bytes.push(byte));
      expect(Buffer.from(bytes).equals(new TextEncoder().encode(text)), `from U+${first.toString(16)} on`).toBe(true);
    }
  });

  it("begins where it is told", () => {
    const bytes: number[] = [];
    encodeUtf8("żółw", 1, (byte) => bytes.push(byte));
    expect(Buffer.from(bytes).toString()).toBe("ółw");
  });
});
