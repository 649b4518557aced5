import { describe, expect, it } from "vitest";
import { compileWasm, wasmCore } from "../../../src/core/wasm.ts";
import { key, keyOf } from "../helpers.ts";

describe("wasmCore", () => {
  it("wipes its memory when something fails on the way", () => {
    const core = wasmCore(compileWasm());
    const out = new Uint8Array(32);
    const failing = new Proxy(key, {
      get(target, index) {
        if (index === "31") throw new Error("on the way");
        return Reflect.get(target, index);
      },
    });
    expect(() => core.derive(failing, "a", out, 0)).toThrow("on the way");
    expect(() => core.derive(key, "a", readOnly, 0)).toThrow("read only");
    expect(() => core.derive(key, "ż".repeat(100_000), readOnly, 0)).toThrow("read only");
    // A leftover in the memory would be taken for padding or for a part of the id.
    for (let length = 0; length < 300; length++) {
      core.derive(key, "x".repeat(length), out, 0);
      expect(out).toStrictEqual(keyOf(key, "x".repeat(length)));
    }
  });
});

const readOnly = new Proxy(new Uint8Array(32), {
  set() {
    throw new Error("read only");
  },
});
