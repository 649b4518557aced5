import { randomBytes } from "node:crypto";
import { createContext, runInContext } from "node:vm";
import { base64urlnopad } from "@scure/base";
import { afterEach, describe, expect, it, vi } from "vitest";
import { key, thrownBy } from "./helpers.ts";

const proto = Uint8Array.prototype as { toBase64?: unknown };
const native = Object.getOwnPropertyDescriptor(proto, "toBase64");

/** As a runtime with it has it: the options count, and the array's own methods and properties do not. */
function standard(this: Uint8Array, options: { alphabet?: string; omitPadding?: boolean } = {}): string {
  const isUrl = options.alphabet === "base64url";
  const text = Buffer.from(Array.from({ length: 32 }, (_, i) => this[i] as number)).toString("base64");
  const padded = isUrl ? text.replaceAll("+", "-").replaceAll("/", "_") : text;
  return options.omitPadding ? padded.replaceAll("=", "") : padded;
}

/** What may be there, of a runtime or of a program that changes the realm. */
const REALMS: Record<string, PropertyDescriptor | undefined> = {
  "no toBase64": undefined,
  "the runtime's toBase64": native ?? { value: standard },
  "a toBase64 without options": { value: (): string => "padded".padEnd(44, "=") },
  "a toBase64 that throws": {
    value: () => {
      throw new TypeError("not here");
    },
  },
  "a toBase64 that is no function": { value: "function" },
  "a toBase64 that lies": { value: (): string => "A".repeat(43) },
};

afterEach(() => {
  set(native);
  vi.resetModules();
});

function set(descriptor: PropertyDescriptor | undefined): void {
  delete proto.toBase64;
  if (descriptor !== undefined) Object.defineProperty(proto, "toBase64", { ...descriptor, configurable: true });
}

describe.each(Object.entries(REALMS))("with %s", (_, descriptor) => {
  const load = async () => {
    set(descriptor);
    vi.resetModules();
    return await import("../../src/volume-encryption.ts");
  };

  it("every value at every place, and random keys, are the text of Buffer and of @scure/base, and come back", async () => {
    const { encodeVolumeEncryption, decodeVolumeEncryption } = await load();
    const keys = Array.from({ length: 3000 }, () => Uint8Array.from(randomBytes(32)));
    for (let place = 0; place < 32; place++) {
      for (let value = 0; value < 256; value++) keys.push(key.slice().fill(value, place, place + 1));
    }
    for (const bytes of keys) {
      const wire = encodeVolumeEncryption(bytes);
      if (wire.key_b64 === Buffer.from(bytes).toString("base64url") && wire.key_b64 === base64urlnopad.encode(bytes)) {
        if (Buffer.from(bytes).equals(decodeVolumeEncryption(wire))) continue;
      }
      expect.fail(`${wire.key_b64} of ${bytes}`);
    }
  });

  it("calls no method of the array, and reads it in any realm and any memory", async () => {
    const { encodeVolumeEncryption } = await load();
    const own = () => expect.fail("a method of the array was called");
    class Own extends Uint8Array {
      toBase64 = own;
      override every = own;
      override slice = own;
      override subarray = own;
      override get length(): number {
        return own();
      }
    }
    const shared = new Uint8Array(new SharedArrayBuffer(40), 8);
    const foreign: Uint8Array = runInContext("new Uint8Array(32)", createContext());
    const mine = new Own(32);
    for (const bytes of [mine, foreign, shared, Buffer.alloc(32)]) {
      Uint8Array.prototype.set.call(bytes, key);
      expect(encodeVolumeEncryption(bytes).key_b64).toBe(Buffer.from(key).toString("base64url"));
      Uint8Array.prototype.fill.call(bytes, 0);
      expect(thrownBy(() => encodeVolumeEncryption(bytes))).toMatchObject({ code: "volume-key/zero" });
    }
  });
});

describe("a text of 43 characters that no key has is refused", () => {
  const text = Buffer.from(key).toString("base64url");
  const ALPHABET = /[\w-]/;
  const refusal = async (key_b64: string) => {
    const { decodeVolumeEncryption } = await import("../../src/volume-encryption.ts");
    return thrownBy(() => decodeVolumeEncryption({ algorithm: "luks2-aes-xts", key_b64 }));
  };

  it("every other UTF-16 unit, at the beginning, inside and at the end", async () => {
    const { decodeVolumeEncryption } = await import("../../src/volume-encryption.ts");
    for (let unit = 0; unit < 0x10000; unit++) {
      const other = String.fromCharCode(unit);
      if (ALPHABET.test(other)) continue;
      for (const place of [0, 20, 42]) {
        const key_b64 = text.slice(0, place) + other + text.slice(place + 1);
        try {
          decodeVolumeEncryption({ algorithm: "luks2-aes-xts", key_b64 });
        } catch (error) {
          if (/has a character that is not URL-safe base64$/.test((error as Error).message)) continue;
        }
        expect.fail(`the unit ${unit} at ${place}`);
      }
    }
  });

  it("last bits that are not zero", async () => {
    const last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (let value = 0; value < 64; value++) {
      if (value % 4 === 0) continue;
      expect(await refusal(text.slice(0, 42) + last[value])).toMatchObject({
        code: "volume-encryption/key",
        message: expect.stringMatching(/bits that belong to no byte/),
      });
    }
  });

  it.each(["=", "==", " ", "\n", "A"])("more than 43, by %j", async (more) => {
    for (const key_b64 of [text + more, more + text]) {
      expect(await refusal(key_b64)).toMatchObject({ message: expect.stringMatching(/has 4[45] characters, not 43$/) });
    }
  });
});
