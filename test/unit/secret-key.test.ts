import { bech32 } from "@scure/base";
import { describe, expect, it } from "vitest";
import { isInRange, parseSecretKey } from "../../src/secret-key.ts";
import { thrownBy } from "./helpers.ts";

const words = bech32.toWords(Uint8Array.from({ length: 32 }, (_, i) => i + 1));

describe("parseSecretKey", () => {
  it.each([
    ["npub", "a public key (npub)"],
    ["note", "a note id (note)"],
    ["ncryptsec", "an encrypted secret key (NIP-49)"],
    ["nprofile", "bech32 of another kind"],
    ["constructor", "bech32 of another kind"],
  ])("names an %s for what it is", (name, kind) => {
    expect(thrownBy(() => parseSecretKey(bech32.encode(name, words)))).toMatchObject({
      code: "secret-key/prefix",
      message: `secret key: this is ${kind}, not an nsec`,
    });
  });

  it("names it before its padding", () => {
    expect(thrownBy(() => parseSecretKey(bech32.encode("npub", [...words, 1])))).toMatchObject({
      code: "secret-key/prefix",
    });
  });
});

describe("isInRange", () => {
  const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

  it("compares with 0 and the order in every byte", () => {
    const numbers = [0n, 1n, ORDER - 1n, ORDER, ORDER + 1n, 2n ** 256n - 1n];
    for (let bit = 0n; bit < 256n; bit++)
      numbers.push(1n << bit, ORDER - (1n << bit), ORDER ^ (1n << bit), (1n << bit) - 1n);
    for (const number of numbers) {
      const bytes = Buffer.from(number.toString(16).padStart(64, "0"), "hex");
      expect(isInRange(bytes), number.toString(16)).toBe(number > 0n && number < ORDER);
    }
  });
});
