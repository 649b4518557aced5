import { afterEach, describe, expect, it, vi } from "vitest";
import { VolumeKeyError } from "../../src/errors.ts";
import { withVolumeEncryption } from "../../src/spawn-request.ts";
import { newWorkloadId, parseWorkloadId } from "../../src/workload-id.ts";
import { key, thrownBy } from "./helpers.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("parseWorkloadId", () => {
  it.each([
    [" a", "white space, U+0020, at the start"],
    ["a\u3000", "white space, U+3000, at the end"],
    ["\ufeffa", "white space, U+FEFF, at the start"],
    ["\u00ada", "a character that nobody sees, U+00AD, at the start"],
    ["a\u200b", "a character that nobody sees, U+200B, at the end"],
    ["a\u2800", "a character that nobody sees, U+2800, at the end"],
    ["a\u{e0100}", "a character that nobody sees, U+E0100, at the end"],
    ["1\ufe0f", "a character that nobody sees, U+FE0F, at the end"],
    ["a\u0085", "a control character, U+0085, at index 1"],
    ["", "it is empty"],
  ])("says what is the matter with %j", (id, what) => {
    expect(thrownBy(() => parseWorkloadId(id))).toMatchObject({ message: `workload id: ${what}` });
  });
});

describe("newWorkloadId", () => {
  const refuses = (value: unknown) => () => {
    throw value;
  };

  it.each<[string, unknown, string]>([
    ["there is no crypto", undefined, "this runtime has none"],
    ["there is no getRandomValues", {}, "this runtime has none"],
    ["it is forbidden, as in workerd's global scope", { getRandomValues: refuses(new Error("not here")) }, "not here"],
    ["it is of another kind", { getRandomValues: 4 }, "crypto.getRandomValues is not a function"],
    ["it is a stub that writes nothing", { getRandomValues: () => {} }, "it left all bytes zero"],
    ["it throws a text", { getRandomValues: refuses("not here") }, "not here"],
    ["it throws a symbol", { getRandomValues: refuses(Symbol("s")) }, "an unreadable error"],
    ["it throws nothing", { getRandomValues: refuses(undefined) }, "undefined"],
    ["it throws an object of no class", { getRandomValues: refuses(Object.create(null)) }, "an unreadable error"],
  ])("says so where %s, and so does a request without an id", (_, crypto, reason) => {
    vi.stubGlobal("crypto", crypto);
    for (const call of [newWorkloadId, () => withVolumeEncryption({}, key)]) {
      const error = thrownBy(call);
      expect(error).toBeInstanceOf(VolumeKeyError);
      expect(error).toMatchObject({
        code: "random/unavailable",
        message: `new workload id: no random bytes from crypto.getRandomValues: ${reason}`,
      });
      expect(error).not.toHaveProperty("cause");
    }
  });

  it("says so where the realm refuses crypto itself", () => {
    const original = Object.getOwnPropertyDescriptor(globalThis, "crypto") as PropertyDescriptor;
    Object.defineProperty(globalThis, "crypto", { get: refuses(new Error("not here")), configurable: true });
    try {
      expect(thrownBy(newWorkloadId)).toMatchObject({ code: "random/unavailable" });
    } finally {
      Object.defineProperty(globalThis, "crypto", original);
    }
  });

  it("needs no crypto.randomUUID, which pages without a secure context lack", () => {
    const bytes = Uint8Array.from({ length: 16 }, () => 0xff);
    vi.stubGlobal("crypto", { getRandomValues: (out: Uint8Array) => out.set(bytes) });
    expect(newWorkloadId()).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
  });
});
