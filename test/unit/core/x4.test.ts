import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { buildSync } from "esbuild";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { placeOf } from "../../../src/core/place.ts";
import type * as Library from "../../../src/index.ts";
import { key, keyOf, recordArrays, thrownBy } from "../helpers.ts";

const [scalarBytes, x4Bytes] = ["volume-key", "volume-key-x4"].map((name) => readFileSync(`build/${name}.wasm`)) as [
  Buffer<ArrayBuffer>,
  Buffer<ArrayBuffer>,
];
const ids = ["a", "78e51061-7311-48a3-82ce-6f447ed4d57b", "żółw 🐢", "x".repeat(300), "x".repeat(301)];
const keys = ids.map((id) => keyOf(key, id));

interface Exports {
  memory: WebAssembly.Memory;
  KEYS: { value: number };
  absorb?: () => void;
  derive(count: number): void;
}

/** Its own in each test: that a four-lane core is not to be trusted is kept for good. */
let library: typeof Library;

beforeEach(async () => {
  vi.resetModules();
  library = await import("../../../src/index.ts");
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("without the four-lane core", () => {
  const failures: [name: string, reason: string | RegExp, arrange: () => void][] = [
    [
      "its features are unknown",
      /^SIMD is not used: WebAssembly.Module\(\): /,
      () => stubModule(x4Bytes.subarray(0, 900)),
    ],
    ["the module is another one", /^SIMD is not used: Cannot read properties/, () => stubModule(scalarBytes)],
    ["there is no TextEncoder", /^SIMD is not used: .*constructor/, () => vi.stubGlobal("TextEncoder", undefined)],
    [
      "it computes a wrong key",
      "SIMD is not used: the x4 core computes another key than the scalar core",
      () => stubInstance((keys) => keys.fill(keys[0] as number, 1, 2)),
    ],
    [
      "its last lane computes a wrong key",
      "SIMD is not used: the x4 core computes another key than the scalar core",
      () => stubInstance((keys) => keys.fill(~Number(keys[127]), 127, 128)),
    ],
  ];

  it.each(failures)("as when %s, batches have the right keys, and the reason is told", (_, reason, arrange) => {
    arrange();
    expect(library.deriveVolumeKeys(key, ids)).toStrictEqual(keys);
    const description = { name: "wasm", simd: false, reason: expect.stringMatching(reason) };
    expect(library.describeCore()).toStrictEqual(description);
  });

  it("a batch of three does not ask for it", () => {
    const compile = vi.spyOn(WebAssembly, "Module");
    expect(library.deriveVolumeKeys(key, ids.slice(0, 3))).toStrictEqual(keys.slice(0, 3));
    expect(compile).toHaveBeenCalledTimes(1);
    library.deriveVolumeKeys(key, ids);
    library.deriveVolumeKeys(key, ids);
    expect(compile).toHaveBeenCalledTimes(2);
    vi.restoreAllMocks();
  });
});

describe("a four-lane core that goes wrong after its self-test", () => {
  it.each([
    [0, 31],
    [1, 0],
    [3, 31],
  ])("is found out at id %i, byte %i, its batch is refused, and it is off for good", (place, byte) => {
    let calls = 0;
    stubInstance((keys) => {
      // The first ones are the self-test's.
      if (++calls > 8) keys[32 * place + byte] = ~Number(keys[32 * place + byte]);
    });
    const batch = derivingTwice(place, ids);
    const out = new Uint8Array(32 * batch.length).fill(7);
    const derive = () => library.deriveVolumeKeysInto(key, batch, out);
    expect(thrownBy(derive)).toMatchObject({ name: "VolumeKeyError", code: "core/self-test" });
    expect(out.every((byte) => byte === 0)).toBe(true);

    derive();
    expect(Buffer.from(out).equals(Buffer.concat(batch.map((id) => keyOf(key, id))))).toBe(true);
    const description = { name: "wasm", simd: false, reason: "SIMD is not used: it computed a wrong key" };
    expect(library.describeCore()).toStrictEqual(description);
    vi.unstubAllGlobals();
    library.useCore("auto");
    expect(library.describeCore()).toStrictEqual(description);
    const modules = { scalar: new WebAssembly.Module(scalarBytes), x4: new WebAssembly.Module(x4Bytes) };
    expect(thrownBy(() => library.useCore(modules))).toMatchObject({ code: "core/unavailable" });
  });

  it.each([0, 3])("is found out where the place, %i, is of an id that takes no lane", (place) => {
    let calls = 0;
    stubInstance((keys) => {
      if (++calls > 8) keys.fill(7);
    });
    const long = "x".repeat(301);
    const batch = derivingTwice(place, [long, "a", "b", long]);
    expect(thrownBy(() => library.deriveVolumeKeys(key, batch))).toMatchObject({ code: "core/self-test" });
  });
});

describe("a batch of several chunks that is refused", () => {
  const many = derivingTwice(
    32,
    Array.from({ length: 33 }, (_, i) => String(i)),
  );

  it.each([
    ["a wrong key", "core/self-test", (keys: Uint8Array) => keys.fill(7)],
    [
      "a trap",
      "trap",
      () => {
        throw Object.assign(new Error("half-way"), { code: "trap" });
      },
    ],
  ])("leaves nothing, by %s in its second chunk", (_, code, spoil) => {
    let calls = 0;
    const memories = stubInstance((keys) => {
      if (++calls > 8 && keys.length === 32) spoil(keys);
    });
    library.describeCore();
    const before = memories.map((memory) => memory.slice());
    const out = new Uint8Array(32 * many.length).fill(7);
    const made = recordArrays();
    expect(thrownBy(() => library.deriveVolumeKeys(key, many))).toMatchObject({ code });
    expect(made.length).toBeGreaterThanOrEqual(32);
    expect(made.filter((bytes) => bytes.some((byte) => byte !== 0))).toStrictEqual([]);
    expect(memories).toStrictEqual(before);
    vi.unstubAllGlobals();
    if (code === "core/self-test") return; // SIMD is off from then on

    expect(thrownBy(() => library.deriveVolumeKeysInto(key, many, out))).toMatchObject({ code });
    expect(out.every((byte) => byte === 0)).toBe(true);
    expect(memories).toStrictEqual(before);
  });
});

/** The batch with more at the end of its last id, so that the key at that place is the one that is derived twice. */
function derivingTwice(place: number, batch: string[]): string[] {
  for (let n = 0; ; n++) {
    const other = [...batch.slice(0, -1), `${batch.at(-1)}${n}`];
    if (placeOf(other) === place) return other;
  }
}

describe("useCore with both modules", () => {
  const scalar = new WebAssembly.Module(scalarBytes);

  it("takes them", () => {
    library.useCore({ scalar, x4: new WebAssembly.Module(x4Bytes) });
    expect(library.describeCore()).toStrictEqual({ name: "wasm", simd: true });
    expect(library.deriveVolumeKeys(key, ids)).toStrictEqual(keys);
  });

  it.each([
    ["another module", () => scalar],
    ["no module", () => ({}) as WebAssembly.Module],
  ])("refuses %s as x4, and keeps the core that was in use", (_, x4) => {
    library.useCore("js");
    expect(thrownBy(() => library.useCore({ scalar, x4: x4() }))).toMatchObject({ code: "core/unavailable" });
    expect(library.describeCore().name).toBe("js");
  });

  it("refuses an x4 that computes a wrong key", () => {
    stubInstance((keys) => keys.fill(0));
    const x4 = new WebAssembly.Module(x4Bytes);
    expect(thrownBy(() => library.useCore({ scalar, x4 }))).toMatchObject({ code: "core/self-test" });
  });
});

describe("a batch that the engine terminates", () => {
  it("changes no later key, and the next batch clears the memory", () => {
    const options = { bundle: true, format: "iife", globalName: "library", write: false } as const;
    const { outputFiles } = buildSync({ ...options, entryPoints: ["src/index.ts"] });
    const context = createContext({ key, TextEncoder, ids });
    runInContext(`${outputFiles[0]?.text}; const many = new Array(3e5).fill("é".repeat(300));`, context);
    runInContext(
      `const { Instance } = WebAssembly, memories = [];
      WebAssembly.Instance = class extends Instance {
        constructor(module) {
          super(module);
          memories.push(new Uint8Array(this.exports.memory.buffer));
        }
      };
      library.describeCore();
      const before = memories.map((memory) => memory.slice());`,
      context,
    );
    for (let i = 0; i < 5; i++) {
      const timeout = 60 + 17 * i;
      expect(() => runInContext("library.deriveVolumeKeys(key, many)", context, { timeout })).toThrow(/timed out/);
      const later: Uint8Array[] = runInContext("library.deriveVolumeKeys(key, ids)", context);
      expect(Array.from(later, (volumeKey) => Uint8Array.from(volumeKey))).toStrictEqual(keys);
      const changed = "memories.map((memory, m) => memory.findIndex((byte, i) => byte !== before[m][i])).join()";
      expect(runInContext(changed, context)).toBe("-1,-1");
    }
  });
});

describe("build/volume-key-x4.wasm", () => {
  it("is smaller, with the scalar one, than hash-wasm's 9,560 bytes, and imports nothing", () => {
    expect(x4Bytes.length).toBeLessThanOrEqual(4096);
    expect(scalarBytes.length + x4Bytes.length).toBeLessThan(9560);
    expect(WebAssembly.Module.imports(new WebAssembly.Module(x4Bytes))).toStrictEqual([]);
  });

  it("exports only what the bindings use, and a memory of one page that cannot grow", () => {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(x4Bytes));
    expect(Object.keys(exports).sort()).toStrictEqual(
      ["K", "KEYS", "LENGTHS", "PREFIX", "SECRETS", "TEXT", "absorb", "derive", "memory"].sort(),
    );
    const memory = exports.memory as WebAssembly.Memory;
    expect(memory.buffer.byteLength).toBe(65536);
    expect(() => memory.grow(1)).toThrow(RangeError);
  });

  it("is what build/volume-key-x4.ts embeds", () => {
    expect(readFileSync("build/volume-key-x4.ts", "utf8")).toContain(x4Bytes.toString("hex"));
  });
});

/** Has the library compile other bytes in place of the four-lane module. */
function stubModule(bytes: Uint8Array<ArrayBuffer>): void {
  const { Module } = WebAssembly;
  vi.stubGlobal("WebAssembly", {
    Instance: WebAssembly.Instance,
    Module: class {
      constructor(wanted: Uint8Array<ArrayBuffer>) {
        // biome-ignore lint/correctness/noConstructorReturn: a real module is what the library expects
        return new Module(x4Bytes.equals(wanted) ? bytes : wanted);
      }
    },
  });
}

/** Has each call of the four-lane module change the keys. Returns the memories of the modules, as they are made. */
function stubInstance(change: (keys: Uint8Array) => void): Uint8Array[] {
  const { Instance, Module } = WebAssembly;
  const memories: Uint8Array[] = [];
  vi.stubGlobal("WebAssembly", {
    Module,
    Instance: class {
      readonly exports: unknown;

      constructor(module: WebAssembly.Module) {
        const exports = new Instance(module).exports as unknown as Exports;
        const memory = new Uint8Array(exports.memory.buffer);
        memories.push(memory);
        const derive = (count: number) => {
          exports.derive(count);
          change(memory.subarray(exports.KEYS.value, exports.KEYS.value + 32 * count));
        };
        this.exports = exports.absorb === undefined ? exports : { ...exports, derive };
      }
    },
  });
  return memories;
}
