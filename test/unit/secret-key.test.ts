import { bech32 } from "@scure/base";
import { describe, expect, it } from "vitest";
import { parseSecretKey } from "../../src/secret-key.ts";
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
