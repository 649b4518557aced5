import { afterEach, describe, expect, it, vi } from "vitest";
import { checkWorkloadId, newWorkloadId, parseWorkloadId } from "../../src/workload-id.ts";
import { thrownBy } from "./helpers.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("checkWorkloadId", () => {
  const ids = ["", "a", "\0", "żółw 🐢", "\ud800", "a\udc00", "\udc00\ud800", "🐢\ud83d", "\ud83d🐢"];

  it.each(ids)("decides as the native test does where an engine has none: %j", (id) => {
    const { isWellFormed } = String.prototype as { isWellFormed?: () => boolean };
    const expected = isWellFormed?.call(id);
    Object.defineProperty(String.prototype, "isWellFormed", { value: undefined, configurable: true });
    try {
      if (expected) checkWorkloadId(id);
      else expect(thrownBy(() => checkWorkloadId(id))).toMatchObject({ code: "workload-id/unicode" });
    } finally {
      Object.defineProperty(String.prototype, "isWellFormed", { value: isWellFormed, configurable: true });
    }
  });
});

describe("parseWorkloadId", () => {
  it("tells at which end the white space is", () => {
    expect(thrownBy(() => parseWorkloadId(" a"))).toMatchObject({ message: expect.stringMatching(/at the start$/) });
    expect(thrownBy(() => parseWorkloadId("a "))).toMatchObject({ message: expect.stringMatching(/at the end$/) });
  });
});

describe("newWorkloadId", () => {
  it("says so where there is nothing to draw random numbers from", () => {
    vi.stubGlobal("crypto", undefined);
    expect(thrownBy(newWorkloadId)).toMatchObject({
      code: "random/unavailable",
      message: "new workload id: no random bytes from crypto.getRandomValues: this runtime has none",
    });
  });

  it("needs no crypto.randomUUID, which pages without a secure context lack", () => {
    const bytes = Uint8Array.from({ length: 16 }, () => 0xff);
    vi.stubGlobal("crypto", { getRandomValues: (out: Uint8Array) => out.set(bytes) });
    expect(newWorkloadId()).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
  });
});
