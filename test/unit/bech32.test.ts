/**
 * Our reading of bech32 beside that of @scure/base: the same bytes, or the same refusal, for whatever text. A million of them:
 *
 *     VOLUME_KEY_TEXTS=1000000 npx vitest run test/unit/bech32
 */
import process from "node:process";
import { bech32, bech32m } from "@scure/base";
import { describe, expect, it } from "vitest";
import { readBech32 } from "../../src/bech32.ts";
import { parseSecretKey } from "../../src/secret-key.ts";
import { randomFrom } from "../everywhere/suite/check.js";
import { NSEC } from "./helpers.ts";

const TEXTS = Number(process.env.VOLUME_KEY_TEXTS ?? 20_000);

const CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const hexKey = /^[0-9a-f]{64}$/i;

const random = randomFrom(173);

function oneOf<T>(values: ArrayLike<T>): T {
  return values[random(values.length)] as T;
}

/** What a text is read as: hex, or what is wrong with it. */
function readByUs(text: string): string {
  const { problem, prefix, data } = readBech32(Buffer.from(text));
  if (problem !== undefined) return problem;
  return data === undefined ? "padding" : `${prefix} ${Buffer.from(data).toString("hex")}`;
}

function readByScure(text: string): string {
  if (!/^[a-z]+1[02-9ac-hj-np-z]{6,}$/.test(text)) return "form"; // NIP-19 has letters alone before the separator
  const decoded = bech32.decodeUnsafe(text, false);
  if (decoded === undefined) return "checksum";
  const bytes = bech32.fromWordsUnsafe(decoded.words);
  return bytes === undefined || bytes === null ? "padding" : `${decoded.prefix} ${Buffer.from(bytes).toString("hex")}`;
}

function hexByUs(text: string): string | undefined {
  try {
    return Buffer.from(parseSecretKey(text)).toString("hex");
  } catch {
    return undefined;
  }
}

function keyByScure(text: string): string | undefined {
  const decoded = bech32.decodeUnsafe(text as `${string}1${string}`, false);
  const bytes = hexKey.test(text) ? Buffer.from(text, "hex") : decoded && bech32.fromWordsUnsafe(decoded.words);
  const isKey = bytes?.length === 32 && (hexKey.test(text) || decoded?.prefix === "nsec");
  const number = isKey ? BigInt(`0x${Buffer.from(bytes).toString("hex")}`) : 0n;
  return number > 0n && number < ORDER ? Buffer.from(bytes as Uint8Array).toString("hex") : undefined;
}

/** A valid text: any prefix, any number of values, with padding or without. */
function validText(): string {
  const prefix = oneOf(["nsec", "npub", "note", "ncryptsec", "nprofile", "a", "n1c", "zz1z"]);
  const values = Array.from({ length: oneOf([0, 1, 2, 3, 7, 8, 26, 51, 52, 53, 100, 162]) }, () => random(32));
  const bytes = Uint8Array.from({ length: oneOf([0, 16, 31, 32, 33, 91]) }, () => random(256));
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
    before + oneOf(CHARACTERS) + text.slice(at),
    text.length - start > 6 ? before + behind : text,
    at + 1 < text.length ? before + text[at + 1] + text[at] + text.slice(at + 2) : text,
  ]);
}

describe("bech32", () => {
  it(`is read as @scure/base reads it: ${TEXTS} texts, good and damaged`, { timeout: 3_600_000 }, () => {
    const seen: Record<string, number> = {};
    for (let n = 0; n < TEXTS; n++) {
      const good = validText();
      const text = n % 2 === 0 ? good : damaged(good);
      const read = readByUs(text);
      if (read !== readByScure(text)) expect.fail(`${text} is read as ${read}`);
      const kind = /^(form|checksum|padding)$/.test(read) ? read : "bytes";
      seen[kind] = (seen[kind] ?? 0) + 1;
    }
    for (const kind of ["form", "checksum", "padding", "bytes"]) expect(seen[kind], kind).toBeGreaterThan(TEXTS / 50);
  });

  it(`of secret keys: ${TEXTS} texts of any case and length give the same key, or are refused`, {
    timeout: 3_600_000,
  }, () => {
    let keys = 0;
    for (let n = 0; n < TEXTS; n++) {
      const bytes = Uint8Array.from({ length: oneOf([32, 32, 32, 31, 33]) }, () => random(256));
      const nsec = bech32.encode(oneOf(["nsec", "nsec", "npub"]), bech32.toWords(bytes), false);
      let text = oneOf([nsec, Buffer.from(bytes).toString("hex")]);
      const at = random(text.length);
      if (random(3) === 0)
        text = text.slice(0, at) + oneOf("0123456789abcdefghijklmnopqrstuvwxyz!é") + text.slice(at + 1);
      text = oneOf([text, text, text.toUpperCase(), text.slice(0, at) + text.slice(at).toUpperCase()]);
      const expected = keyByScure(text);
      if (hexByUs(`${oneOf(["", " ", "\ufeff", "\u3000\n"])}${text}${oneOf(["", "\r\n"])}`) !== expected)
        expect.fail(text);
      if (expected !== undefined) keys++;
    }
    expect(keys).toBeGreaterThan(TEXTS / 5);
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
      expect(readBech32(Buffer.from(text)).problem).toBeUndefined();
    },
  );
});
