import { describe, expect, it } from "vitest";
import { checkText, encodeUtf8 } from "../../src/utf8.ts";
import { thrownBy } from "./helpers.ts";

describe("encodeUtf8", () => {
  it("encodes every code point as TextEncoder does", () => {
    for (let first = 0; first < 0x110000; first += 0x800) {
      if (first === 0xd800) continue; // the surrogates
      const text = String.fromCodePoint(...Array.from({ length: 0x800 }, (_, i) => first + i));
      const bytes: number[] = [];
      encodeUtf8(text, (byte) => bytes.push(byte));
      expect(Buffer.from(bytes).equals(new TextEncoder().encode(text)), `from U+${first.toString(16)} on`).toBe(true);
    }
  });
});

describe("checkText", () => {
  const ids = ["", "a", "\0", "żółw 🐢", "\ud800", "a\udc00", "\udc00\ud800", "🐢\ud83d", "\ud83d🐢"];

  it.each(ids)("decides as the native test does where an engine has none: %j", (id) => {
    const { isWellFormed } = String.prototype as { isWellFormed?: () => boolean };
    const expected = isWellFormed?.call(id);
    Object.defineProperty(String.prototype, "isWellFormed", { value: undefined, configurable: true });
    try {
      if (expected) checkText(id, "workloadId");
      else expect(thrownBy(() => checkText(id, "workloadId"))).toMatchObject({ code: "workload-id/unicode" });
    } finally {
      Object.defineProperty(String.prototype, "isWellFormed", { value: isWellFormed, configurable: true });
    }
  });
});
