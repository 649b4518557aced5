import { createHash } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import type { Core } from "../../../src/core/core.ts";
import { compileWasm, wasmCore } from "../../../src/core/wasm.ts";
import { key, keyOf } from "../helpers.ts";

describe("wasmCore", () => {
  it("wipes its memory when something fails on the way", () => {
    const { core, memory } = coreWithMemory();
    const before = memory.slice();
    const long = "ż".repeat(100_000);
    const failures: [message: string, secretKey: Uint8Array, workloadId: string, out: Uint8Array][] = [
      ["no last byte", withoutLastByte, "a", new Uint8Array(32)],
      ["no last letter", key, withoutLastLetter("x".repeat(40)), new Uint8Array(32)],
      ["no last letter", key, withoutLastLetter(long), new Uint8Array(32)],
      ["read only", key, "a", readOnly],
      ["read only", key, long, readOnly],
    ];
    for (const [message, ...call] of failures) {
      expect(() => core.derive(...call, 0)).toThrow(message);
      expect(memory.findIndex((byte, i) => byte !== before[i])).toBe(-1);
    }
    const out = new Uint8Array(32);
    core.derive(key, "a", out, 0);
    expect(out).toStrictEqual(keyOf(key, "a"));
  });
});

describe("build/volume-key.wasm", () => {
  it("computes the constants of the standard, to the bit", () => {
    const { memory, K } = instantiate();
    const constants = new Uint32Array(memory.buffer, K.value, 72);
    const primes = Array.from({ length: 312 }, (_, n) => n).filter(
      (n) => n > 1 && !Array.from({ length: n }, (_, d) => d).some((d) => d > 1 && n % d === 0),
    );
    expect(Array.from(constants.subarray(0, 64))).toStrictEqual(primes.map((prime) => rootBits(prime, 3)));
    expect(Array.from(constants.subarray(64))).toStrictEqual(primes.slice(0, 8).map((prime) => rootBits(prime, 2)));
    expect(constants[0]).toBe(0x428a2f98); // FIPS 180-4 §4.2.2
    expect(constants[63]).toBe(0xc67178f2);
    expect(constants[71]).toBe(0x5be0cd19); // §5.3.3
  });

  it("writes its own padding, whatever lies behind the workload id", () => {
    const { memory, finish, MESSAGE, SECRET_KEY, WORKLOAD_ID, VOLUME_KEY } = instantiate();
    const bytes = new Uint8Array(memory.buffer);
    for (let length = 0; length <= 200; length++) {
      bytes.fill(0xee, WORKLOAD_ID.value, WORKLOAD_ID.value + 400);
      bytes.set(key, SECRET_KEY.value);
      bytes.fill(0x78, WORKLOAD_ID.value, WORKLOAD_ID.value + length);
      finish(MESSAGE.value, WORKLOAD_ID.value + length, 52 + length);
      const volumeKey = bytes.slice(VOLUME_KEY.value, VOLUME_KEY.value + 32);
      expect(volumeKey).toStrictEqual(keyOf(key, "x".repeat(length)));
    }
  });

  it("counts a message's bits beyond 32 bits of them", () => {
    const { memory, update, finish, MESSAGE, REST, END, VOLUME_KEY } = instantiate();
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

/** The first 32 bits of the fractional part of a number's square or cube root, in whole numbers. */
function rootBits(n: number, degree: 2 | 3): number {
  const power = BigInt(n) << BigInt(32 * degree);
  let root = 0n;
  for (let bit = 1n << 36n; bit > 0n; bit >>= 1n) {
    if ((root + bit) ** BigInt(degree) <= power) root += bit;
  }
  return Number(root & 0xffff_ffffn);
}

/** A Wasm core and its memory, which it gives to nobody. */
function coreWithMemory(): { core: Core; memory: Uint8Array } {
  const module = compileWasm();
  let memory = new Uint8Array();
  vi.stubGlobal("WebAssembly", {
    Instance: class extends WebAssembly.Instance {
      constructor(module: WebAssembly.Module) {
        super(module);
        memory = new Uint8Array((this.exports.memory as WebAssembly.Memory).buffer);
      }
    },
  });
  const core = wasmCore(module);
  vi.unstubAllGlobals();
  expect(memory).toHaveLength(65536);
  return { core, memory };
}

const withoutLastByte = new Proxy(key, {
  get(target, index) {
    if (index === "31") throw new Error("no last byte");
    return Reflect.get(target, index);
  },
});

/** A text that throws when its last letter is read. */
function withoutLastLetter(text: string): string {
  const read = (i: number): number => {
    if (i === text.length - 1) throw new Error("no last letter");
    return text.charCodeAt(i);
  };
  return { length: text.length, charCodeAt: read, codePointAt: read } as unknown as string;
}

const readOnly = new Proxy(new Uint8Array(32), {
  set() {
    throw new Error("read only");
  },
});

interface Exports
  extends Record<"K" | "MESSAGE" | "SECRET_KEY" | "WORKLOAD_ID" | "REST" | "END" | "VOLUME_KEY", { value: number }> {
  memory: WebAssembly.Memory;
  update(start: number): void;
  finish(start: number, end: number, length: number): void;
}

function instantiate(): Exports {
  return new WebAssembly.Instance(compileWasm()).exports as unknown as Exports;
}
