/**
 * Our reading of secret keys beside that of @scure/base: the same key, or the same refusal, for whatever text. A million of them:
 *
 *     VOLUME_KEY_TEXTS=1000000 npx vitest run test/unit/bech32
 */
import process from "node:process";
import { bech32, bech32m } from "@scure/base";
import { describe, expect, it } from "vitest";
import type { VolumeKeyError } from "../../src/errors.ts";
import { parseSecretKey } from "../../src/secret-key.ts";
import { randomFrom } from "../everywhere/suite/check.js";
import { NSEC } from "./helpers.ts";

const TEXTS = Number(process.env.VOLUME_KEY_TEXTS ?? 20_000);

const CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const random = randomFrom(173);

function oneOf<T>(values: ArrayLike<T>): T {
  return values[random(values.length)] as T;
}

/** What a text is read as: hex, or what is wrong with it. */
function readByUs(text: string): string {
  try {
    return Buffer.from(parseSecretKey(text)).toString("hex");
  } catch (error) {
    const { code, message } = error as VolumeKeyError;
    return /padding|mixes/.exec(message)?.[0] ?? code.slice("secret-key/".length);
  }
}

/** The same by @scure/base. */
function readByScure(original: string): string {
  const text = original.toLowerCase();
  const isHex = /^[0-9a-f]+$/.test(text);
  if (text === "") return "encoding";
  if (isHex && text.length !== 64) return "length";
  if (!isHex) {
    if (!/^[a-z]+1[02-9ac-hj-np-z]{6,}$/.test(text)) return "encoding"; // NIP-19 has letters alone before the separator
    if (text !== original && text.toUpperCase() !== original) return "mixes";
  }
  const decoded = isHex ? undefined : bech32.decodeUnsafe(text, false);
  if (!isHex && decoded === undefined) return "checksum";
  if (decoded !== undefined && decoded.prefix !== "nsec") return "prefix";
  const bytes = decoded === undefined ? Buffer.from(text, "hex") : bech32.fromWordsUnsafe(decoded.words);
  if (bytes === undefined || bytes === null) return "padding";
  if (bytes.length !== 32) return "length";
  const hex = Buffer.from(bytes).toString("hex");
  const number = BigInt(`0x${hex}`);
  return number > 0n && number < ORDER ? hex : "range";
}

/** A valid text: hex, or any prefix, any number of values, with padding or without. */
function validText(): string {
  const prefix = oneOf(["nsec", "nsec", "nsec", "nsec", "npub", "ncryptsec", "a", "n1c"]);
  const values = Array.from({ length: oneOf([0, 1, 2, 3, 7, 8, 26, 51, 52, 53, 100, 162]) }, () => random(32));
  const bytes = Uint8Array.from({ length: oneOf([0, 31, 32, 32, 32, 33, 91]) }, () => random(256));
  if (random(5) === 0) return Buffer.from(bytes).toString("hex");
  const { encode } = oneOf([bech32, bech32, bech32, bech32m]);
  return encode(prefix, oneOf([values, bech32.toWords(bytes), bech32.toWords(bytes)]), false);
}

/** One character more, less, or another, or two that have changed places, behind the separator. */
function damaged(text: string): string {
  const start = text.lastIndexOf("1") + 1;
  const at = start + random(text.length - start);
  const [before, behind] = [text.slice(0, at), text.slice(at + 1)];
  return oneOf([
    before + oneOf(CHARACTERS) + behind,
    before + oneOf("0123456789abcdefghijklmnopqrstuvwxyz!é") + behind,
    before + oneOf(CHARACTERS) + text.slice(at),
    before + behind,
    at + 1 < text.length ? before + text[at + 1] + text[at] + text.slice(at + 2) : text,
  ]);
}

/** Whatever the case: upper case, or from some place on. */
function cased(text: string): string {
  const at = random(text.length + 1);
  return oneOf([text, text, text.toUpperCase(), text.slice(0, at) + text.slice(at).toUpperCase()]);
}

describe("bech32", () => {
  it(`is read as @scure/base reads it: ${TEXTS} texts, good and damaged`, { timeout: 3_600_000 }, () => {
    const seen: Record<string, number> = {};
    for (let n = 0; n < TEXTS; n++) {
      const good = validText();
      const text = cased(n % 2 === 0 ? good : damaged(good));
      const read = readByUs(oneOf(["", " ", "\ufeff", "\u3000\n"]) + text + oneOf(["", "\r\n"]));
      if (read !== readByScure(text)) expect.fail(`${text} is read as ${read}`);
      const kind = read.length === 64 ? "key" : read;
      seen[kind] = (seen[kind] ?? 0) + 1;
    }
    for (const kind of ["encoding", "mixes", "checksum", "prefix", "padding", "length", "key"]) {
      expect(seen[kind], kind).toBeGreaterThan(TEXTS / 50);
    }
  });

  it("finds every change of one character of an nsec, in every place", () => {
    for (let at = 5; at < NSEC.length; at++) {
      for (const character of CHARACTERS) {
        const text = NSEC.slice(0, at) + character + NSEC.slice(at + 1);
        if (text === NSEC) expect(parseSecretKey(text)).toHaveLength(32);
        else expect(() => parseSecretKey(text)).toThrow("the checksum does not match");
      }
    }
  });

  it.each(["a12uel5l", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"])(
    "takes BIP 173's %s",
    (text) => {
      expect(readByUs(text)).toBe("prefix"); // after its checksum
    },
  );
});
