import { createHash } from "node:crypto";
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

describe("build/volume-key.wasm", () => {
  it("counts a message's bits beyond 32 bits of them", () => {
    const instance = new WebAssembly.Instance(compileWasm());
    const { memory, update, finish, MESSAGE, REST, END, VOLUME_KEY } = instance.exports as unknown as {
      memory: WebAssembly.Memory;
      update(start: number): void;
      finish(start: number, end: number, length: number): void;
    } & Record<"MESSAGE" | "REST" | "END" | "VOLUME_KEY", { value: number }>;
    const bytes = new Uint8Array(memory.buffer);
    bytes.fill(0x61, MESSAGE.value, END.value);
    const hash = createHash("sha256").update(bytes.subarray(MESSAGE.value, END.value));
    update(MESSAGE.value);
    let length = END.value - MESSAGE.value;
    for (; length < 2 ** 29; length += END.value - REST.value) {
      update(REST.value);
      hash.update(bytes.subarray(REST.value, END.value));
    }
    finish(REST.value, REST.value, length);
    expect(Buffer.from(bytes.subarray(VOLUME_KEY.value, VOLUME_KEY.value + 32))).toStrictEqual(hash.digest());
  });
});

const readOnly = new Proxy(new Uint8Array(32), {
  set() {
    throw new Error("read only");
  },
});
