import { createHash } from "node:crypto";
import { buildSync } from "esbuild";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as embedded from "../../../build/volume-key.ts";
import { EDGES } from "../../everywhere/suite/references.js";
import { key, keyOf } from "../helpers.ts";
import { type Exports, stubInstances, wasm } from "./instances.ts";

const { END, MESSAGE, REST, SECRET_KEY, VOLUME_KEY, WORKLOAD_ID } = embedded;

/** Every place in assembly/constants.ts and assembly/memory.ts: they are TypeScript as well. */
const PLACES = placesOf("constants", "memory");

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("wasmCore", () => {
  it("wipes its memory when something fails on the way", async () => {
    const memories = stubInstances();
    let failing = false;
    vi.stubGlobal(
      "TextEncoder",
      class extends TextEncoder {
        override encodeInto(text: string, bytes: Uint8Array<ArrayBuffer>) {
          const result = super.encodeInto(text, bytes);
          if (failing && result.read === text.length) throw new Error("no last letter");
          return result;
        }
      },
    );
    const { charCodeAt } = String.prototype;
    vi.spyOn(String.prototype, "charCodeAt").mockImplementation(function (this: string, i) {
      if (failing && i === this.length - 1) throw new Error("no last letter");
      return charCodeAt.call(this, i);
    });
    vi.resetModules();
    const { wasmCore } = await import("../../../src/core/wasm.ts");
    vi.restoreAllMocks();
    const core = wasmCore(new WebAssembly.Module(wasm));
    const [memory] = memories as [Uint8Array];
    expect(memory).toHaveLength(65536);
    const before = memory.slice();
    const long = "ż".repeat(100_000);
    const failures: [message: string, secretKey: Uint8Array, workloadId: string, out: Uint8Array][] = [
      ["no last byte", withoutLastByte, "a", new Uint8Array(32)],
      ["no last letter", key, "x".repeat(40), new Uint8Array(32)],
      ["no last letter", key, "ż", new Uint8Array(32)],
      ["no last letter", key, long, new Uint8Array(32)],
      ["read only", key, "a", readOnly],
      ["read only", key, "x".repeat(100), readOnly],
    ];
    for (const [message, ...call] of failures) {
      failing = message === "no last letter";
      expect(() => core.writeKey(...call, 0)).toThrow(message);
      expect(memory.findIndex((byte, i) => byte !== before[i])).toBe(-1);
    }
    failing = false;
    expect(() => core.writeKey(key, long, readOnly, 0)).toThrow("read only");
    expect(memory.findIndex((byte, i) => byte !== before[i])).toBe(-1);
    const out = new Uint8Array(32);
    core.writeKey(key, "a", out, 0);
    expect(out).toStrictEqual(keyOf(key, "a"));
  });
});

describe("build/volume-key.wasm", () => {
  it("computes the constants of the standard, to the bit", () => {
    const constants = new Uint32Array(instantiate().memory.buffer, PLACES.K, 72);
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
    const { memory, hashLast } = instantiate();
    const bytes = new Uint8Array(memory.buffer);
    for (let length = 0; length <= 200; length++) {
      bytes.fill(0xee, WORKLOAD_ID, WORKLOAD_ID + 400);
      bytes.set(key, SECRET_KEY);
      bytes.fill(0x78, WORKLOAD_ID, WORKLOAD_ID + length);
      hashLast(MESSAGE, WORKLOAD_ID + length, 52 + length);
      const volumeKey = bytes.slice(VOLUME_KEY, VOLUME_KEY + 32);
      expect(volumeKey).toStrictEqual(keyOf(key, "x".repeat(length)));
    }
  });

  it("counts a message's bits beyond 32 bits of them", () => {
    const { memory, hashBlocks, hashLast } = instantiate();
    const bytes = new Uint8Array(memory.buffer);
    bytes.fill(0x61, MESSAGE, END);
    const hash = createHash("sha256").update(bytes.subarray(MESSAGE, END));
    hashBlocks(MESSAGE, END);
    let length = END - MESSAGE;
    for (; length < 2 ** 29; length += END - REST) {
      hashBlocks(REST, END);
      hash.update(bytes.subarray(REST, END));
    }
    hashLast(REST, REST, length);
    expect(Buffer.from(bytes.subarray(VOLUME_KEY, VOLUME_KEY + 32))).toStrictEqual(hash.digest());
  });
});

describe("the memory map", () => {
  it("of build/volume-key.ts is that of assembly/memory.ts", () => {
    const addresses = Object.entries(embedded).filter(([name]) => !name.startsWith("VOLUME_KEY_WASM"));
    expect(addresses.length).toBeGreaterThan(0);
    expect(PLACES).toMatchObject(Object.fromEntries(addresses));
  });

  it("of the suite is that of assembly/memory.ts", () => {
    expect(EDGES).toStrictEqual([END - WORKLOAD_ID, END - WORKLOAD_ID + (END - REST)]);
  });

  it("has its constants where the module has them, in words and for one v128 each, and nothing else", () => {
    const memory = new Uint8Array(instantiate().memory.buffer);
    const { K = 0, H0 = 0, TAG = 0 } = PLACES;
    const isConstant = (at: number) => (K <= at && at < H0 + 32) || (TAG <= at && at < TAG + 18);
    expect(memory.findIndex((byte, at) => byte !== 0 && !isConstant(at))).toBe(-1);
    expect(Buffer.from(memory.subarray(TAG, SECRET_KEY)).toString()).toBe("paygress-volume-v1\0");
    for (const [name, at] of Object.entries(PLACES)) {
      if (/^(K|H0|HASH|MESSAGE|REST|END|SCHEDULES?|HASHES|START|LANES|LENGTHS|KEYS|TEXT)$/.test(name)) {
        expect(at % 16, name).toBe(0);
      }
    }
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

const withoutLastByte = new Proxy(key, {
  get(target, index) {
    if (index === "31") throw new Error("no last byte");
    return Reflect.get(target, index);
  },
});

const readOnly = new Proxy(new Uint8Array(32), {
  set() {
    throw new Error("read only");
  },
});

function instantiate(): Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports as unknown as Exports;
}

/** The addresses that files in assembly/ export, where the compiler lays data from 1024 on, each at a multiple of 16. */
function placesOf(...names: string[]): Record<string, number> {
  const contents = names.map((name) => `export * from "./assembly/${name}";`).join("\n");
  const options = { bundle: true, format: "iife", globalName: "places", write: false } as const;
  const { outputFiles } = buildSync({ ...options, stdin: { contents, resolveDir: ".", loader: "ts" } });
  let end = 1024;
  const data = (contents: number | number[]) => {
    const address = Math.ceil(end / 16) * 16;
    end = address + (typeof contents === "number" ? contents : contents.length);
    return address;
  };
  const run = new Function("memory", "store", "floor", "sqrt", `${outputFiles[0]?.text}; return places;`);
  return { ...run({ data }, () => {}, Math.floor, Math.sqrt) };
}
