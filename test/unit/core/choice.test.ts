import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createContext, runInContext, Script } from "node:vm";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KEYS, VOLUME_KEY, VOLUME_KEY_WASM } from "../../../build/volume-key.ts";
import type * as Library from "../../../src/index.ts";
import { key, keyOf, script, thrownBy } from "../helpers.ts";
import { loadLibrary, stubInstances, stubWebAssembly, wasm } from "./instances.ts";

/** The first letters of the tag, "pay". */
const TAG = [0x70, 0x61, 0x79];

/** Its own in each test: that the Wasm core was given up is kept for good. */
let library: typeof Library;

beforeEach(async () => {
  library = await loadLibrary();
});

afterEach(() => {
  vi.doUnmock("../../../build/volume-key.ts");
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

interface Failure {
  name: string;
  reason: RegExp;
  /** What `useCore("wasm")` then throws, where it is not `core/unavailable`. */
  code?: "core/self-test";
  arrange: () => void;
}

const WRONG = { reason: /^WebAssembly was given up: it computes a wrong key$/, code: "core/self-test" } as const;

/** Every way in which the Wasm core cannot be had, and the reason that is then told. */
const failures: Failure[] = [
  {
    name: "there is no WebAssembly",
    reason: /^WebAssembly is not used: this runtime has no WebAssembly$/,
    arrange: () => vi.stubGlobal("WebAssembly", undefined),
  },
  {
    name: "there is no TextEncoder",
    reason: /^WebAssembly is not used: this runtime has no TextEncoder$/,
    arrange: () => vi.stubGlobal("TextEncoder", undefined),
  },
  {
    name: "the module is damaged in one bit",
    reason: /^WebAssembly is not used: the module is damaged$/,
    arrange: () => embed((text) => withAnother(text, 1000)),
  },
  {
    name: "the embedded module is cut short",
    reason: /^WebAssembly is not used: the module is damaged$/,
    arrange: () => embed((text) => text.slice(0, 2000)),
  },
  {
    name: "the embedded module is gone",
    reason: /^WebAssembly is not used: the module is damaged$/,
    arrange: () => embed(() => ""),
  },
  {
    name: "the engine does not know the module's features",
    reason: /^WebAssembly is not used: WebAssembly.Module\(\): /,
    arrange: () => compileAs((wasm) => wasm.fill(0, 100, 110)),
  },
  {
    name: "the module does not compile",
    reason: /^WebAssembly is not used: WebAssembly.Module\(\): /,
    arrange: () => compileAs((wasm) => wasm.subarray(0, 1000)),
  },
  {
    name: "compiling is forbidden, as by a content security policy",
    reason: /^WebAssembly is not used: forbidden to compile$/,
    arrange: () => stubWebAssembly({ Module: refusing("forbidden to compile") }),
  },
  {
    name: "instantiating is forbidden, as by WebKit's content security policy",
    reason: /^WebAssembly is not used: forbidden to instantiate$/,
    arrange: () => stubWebAssembly({ Instance: refusing("forbidden to instantiate") }),
  },
  {
    name: "there is no memory for an instance",
    reason: /^WebAssembly is not used: WebAssembly.Instance\(\): Out of memory$/,
    arrange: () => stubWebAssembly({ Instance: refusing("WebAssembly.Instance(): Out of memory", RangeError) }),
  },
  {
    name: "the instance is of another module",
    reason: /^WebAssembly is not used: .*memory/,
    arrange: () => compileAs((wasm) => wasm.subarray(0, 8)),
  },
  {
    name: "the module computes another key",
    ...WRONG,
    arrange: () => compileAs((wasm) => withBytes(wasm, TAG, [0x71, 0x61, 0x79])), // one bit
  },
  {
    name: "the module computes another key for messages of three blocks",
    ...WRONG,
    arrange: () => {
      stubInstances((exports, memory) => ({
        hashLast(start, end, length) {
          exports.hashLast(start, end, length);
          if (length > 119) memory[VOLUME_KEY] = ~(memory[VOLUME_KEY] as number);
        },
      }));
    },
  },
  {
    name: "the module computes another key for ids of several parts",
    ...WRONG,
    arrange: () => void stubInstances(() => ({ hashBlocks() {} })),
  },
  {
    name: "the module traps as it is instantiated",
    reason: /^WebAssembly is not used: /,
    // The memory's limits: none of its page is there, so that the data segment does not fit.
    arrange: () =>
      compileAs((wasm) => withBytes(wasm, [0x05, 0x04, 0x01, 0x01, 0x01, 0x01], [0x05, 0x04, 0x01, 0x01, 0x00, 0x01])),
  },
  { name: "the module traps as it derives", ...WRONG, arrange: () => void stubInstances(() => ({ hashLast: trap })) },
  {
    name: "something that is no Error is thrown",
    reason: /^WebAssembly is not used: no$/,
    arrange: () =>
      stubWebAssembly({
        Module: class {
          constructor() {
            throw "no";
          }
        },
      }),
  },
];

/** Faults that only batches show, and only the use of a module by hand looks for at once. */
const laneFailures: Pick<Failure, "name" | "arrange">[] = [
  { name: "its lanes trap", arrange: () => void stubInstances(() => ({ hashLanes: trap })) },
  { name: "its lanes are never prepared", arrange: () => void stubInstances(() => ({ hashPrefix() {} })) },
  { name: "its lanes do nothing", arrange: () => void stubInstances(() => ({ hashLanes() {} })) },
  {
    name: "its last lane computes a wrong key",
    arrange: () => changeKeys((keys) => keys.fill(~Number(keys[127]), 127, 128)),
  },
  { name: "two of its lanes are swapped", arrange: () => changeKeys((keys) => keys.copyWithin(0, 32, 64)) },
  {
    name: "its lanes leave something in memory that nobody wipes",
    arrange: () => {
      stubInstances((exports, memory) => ({
        hashLanes(count) {
          exports.hashLanes(count);
          memory[65_535] = 1;
        },
      }));
    },
  },
];

describe("the choice of the core", () => {
  it("is WebAssembly where nothing speaks against it, with no reason to tell", () => {
    expect(library.describeCore()).toStrictEqual({ name: "wasm" });
  });

  it.each(failures)("is the fallback when $name: the right key, and the reason", async ({ arrange, reason }) => {
    arrange();
    library = await loadLibrary();
    expect(library.deriveVolumeKey(key, "workload-abc")).toStrictEqual(keyOf(key, "workload-abc"));
    const description = { name: "js", reason: expect.stringMatching(reason) };
    expect(library.describeCore()).toStrictEqual(description);
    const ids = ["a", "żółw 🐢", "", "x".repeat(301), "y"];
    expect(library.deriveVolumeKeys(key, ids)).toStrictEqual(ids.map((id) => keyOf(key, id)));
    expect(library.describeCore()).toStrictEqual(description);
  });

  it("does not even compile a damaged module", async () => {
    for (const at of [0, 99, VOLUME_KEY_WASM.length - 1]) {
      embed((text) => withAnother(text, at));
      const compile = vi.spyOn(WebAssembly, "Module");
      library = await loadLibrary();
      expect(library.deriveVolumeKey(key, "a")).toStrictEqual(keyOf(key, "a"));
      expect(thrownBy(() => library.useCore("wasm"))).toMatchObject({
        code: "core/unavailable",
        message: "useCore: this core does not run here: the module is damaged",
      });
      expect(compile).not.toHaveBeenCalled();
      vi.restoreAllMocks();
    }
  });

  it.each(laneFailures)(
    "is given up at the first batch when $name: the right keys, and the reason",
    async ({ arrange }) => {
      arrange();
      library = await loadLibrary();
      const ids = ["a", "78e51061-7311-48a3-82ce-6f447ed4d57b", "żółw 🐢", "x".repeat(300), "x".repeat(301)];
      expect(library.deriveVolumeKeys(key, ids.slice(0, 3))).toStrictEqual(ids.slice(0, 3).map((id) => keyOf(key, id)));
      expect(library.deriveVolumeKey(key, "a")).toStrictEqual(keyOf(key, "a"));
      expect(library.describeCore()).toStrictEqual({ name: "wasm" });
      expect(library.deriveVolumeKeys(key, ids)).toStrictEqual(ids.map((id) => keyOf(key, id)));
      const description = { name: "js", reason: "WebAssembly was given up: its lanes compute a wrong key" };
      expect(library.describeCore()).toStrictEqual(description);
      vi.unstubAllGlobals();
      library.useCore("auto");
      expect(library.describeCore()).toStrictEqual(description);
    },
  );

  it("is made once, and kept, and the lanes are tested once", async () => {
    const compile = vi.spyOn(WebAssembly, "Module");
    let calls = 0;
    stubInstances((exports) => ({
      hashLanes(count) {
        calls++;
        exports.hashLanes(count);
      },
    }));
    library = await loadLibrary();
    for (let i = 0; i < 3; i++) library.deriveVolumeKeys(key, ["a", "b", "c"]);
    expect(calls).toBe(0);
    library.deriveVolumeKeys(key, ["a", "b", "c", "d"]);
    const first = calls;
    for (let i = 0; i < 3; i++) library.deriveVolumeKeys(key, ["a", "b", "c", "d"]);
    expect(calls).toBe(first + 3);
    expect(first).toBeGreaterThan(1);
    expect(compile).toHaveBeenCalledTimes(1);
  });

  it("is an error when no core computes the known answers, each time it is asked", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    library = await loadLibrary();
    const { jsCore } = await import("../../../src/core/js.ts");
    vi.spyOn(jsCore, "writeKey").mockImplementation((_secretKey, _workloadId, out) => void out.fill(1));
    const calls = [
      () => library.deriveVolumeKey(key, "a"),
      () => library.deriveVolumeKeyInto(key, "a", new Uint8Array(32)),
      () => library.deriveVolumeKeys(key, ["a"]),
      () => library.useCore("js"),
      () => library.describeCore(),
    ];
    for (const call of [...calls, ...calls]) expect(thrownBy(call)).toMatchObject({ code: "core/self-test" });
  });

  it("falls back in a context that forbids WebAssembly", () => {
    const context = createContext({}, { codeGeneration: { strings: true, wasm: false } });
    const library: typeof Library = new Script(`${script()}; library`).runInContext(context);
    expect(Uint8Array.from(library.deriveVolumeKey(key, "workload-abc"))).toStrictEqual(keyOf(key, "workload-abc"));
    expect({ ...library.describeCore() }).toStrictEqual({
      name: "js",
      reason: "WebAssembly is not used: WebAssembly.Module(): Wasm code generation disallowed by embedder",
    });
  });
});

describe("useCore", () => {
  it("takes the core that is asked for", () => {
    library.useCore("js");
    expect(library.describeCore()).toStrictEqual({ name: "js", reason: 'useCore("js")' });
    library.useCore("wasm");
    expect(library.describeCore()).toStrictEqual({ name: "wasm" });
  });

  it.each([
    ["a module", () => new WebAssembly.Module(wasm)],
    [
      "a module of another realm",
      () => runInContext("new WebAssembly.Module(wasm)", createContext({ wasm })) as WebAssembly.Module,
    ],
  ])("takes %s that was compiled elsewhere", async (_, compile) => {
    const module = compile();
    const Module = vi.spyOn(WebAssembly, "Module");
    library = await loadLibrary();
    library.useCore("js");
    library.useCore(module);
    expect(library.describeCore()).toStrictEqual({ name: "wasm" });
    expect(library.deriveVolumeKey(key, "workload-abc")).toStrictEqual(keyOf(key, "workload-abc"));
    const ids = ["a", "b", "c", "d", "e"];
    expect(library.deriveVolumeKeys(key, ids)).toStrictEqual(ids.map((id) => keyOf(key, id)));
    expect(Module).not.toHaveBeenCalled();
  });

  it.each([...failures, ...laneFailures.map((failure) => ({ code: "core/self-test", ...failure }))])(
    "does not fall back when $name, and keeps the core that was in use",
    async ({ arrange, code }) => {
      arrange();
      library = await loadLibrary();
      library.useCore("js");
      const error = thrownBy(() => library.useCore("wasm"));
      expect(error).toMatchObject({ name: "VolumeKeyError", code: code ?? "core/unavailable" });
      expect(library.describeCore()).toStrictEqual({ name: "js", reason: 'useCore("js")' });
      expect(library.deriveVolumeKey(key, "workload-abc")).toStrictEqual(keyOf(key, "workload-abc"));
    },
  );

  it("keeps a Wasm core that was in use", async () => {
    const { Instance } = WebAssembly;
    let instances = 0;
    stubWebAssembly({
      Instance: new Proxy(Instance, {
        construct(_, [module]) {
          if (instances++ > 0) throw new Error("no more");
          return new Instance(module);
        },
      }),
    });
    library = await loadLibrary();
    library.useCore("wasm");
    expect(thrownBy(() => library.useCore(new WebAssembly.Module(wasm)))).toMatchObject({ code: "core/unavailable" });
    expect(library.describeCore()).toStrictEqual({ name: "wasm" });
    expect(library.deriveVolumeKey(key, "workload-abc")).toStrictEqual(keyOf(key, "workload-abc"));
  });

  it("says so where there is no WebAssembly to instantiate a module with", async () => {
    const module = new WebAssembly.Module(wasm);
    vi.stubGlobal("WebAssembly", undefined);
    library = await loadLibrary();
    expect(thrownBy(() => library.useCore(module))).toMatchObject({ code: "core/unavailable" });
  });

  it.each([
    ["of another kind", new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), "core/unavailable"],
    [
      "with the exports of ours, but other code",
      withBytes(new Uint8Array(wasm), TAG, [0x71, ...TAG.slice(1)]),
      "core/self-test",
    ],
  ])("refuses a module %s", (_, bytes, code) => {
    expect(thrownBy(() => library.useCore(new WebAssembly.Module(bytes)))).toMatchObject({ code });
    // It says nothing of the embedded one.
    expect(library.describeCore()).toStrictEqual({ name: "wasm" });
  });

  it("refuses an object that only says it is a module", () => {
    const forged = { [Symbol.toStringTag]: "WebAssembly.Module" };
    expect(thrownBy(() => library.useCore(forged))).toMatchObject({ code: "core/unavailable" });
  });

  it.each([
    ["undefined", undefined, "undefined"],
    ["null", null, "null"],
    ["an empty text", "", "another string"],
    ["another text", "simd", "another string"],
    ["a number", 1, "a number"],
    ["an object", {}, "an object"],
    ["an object with a module", { scalar: new WebAssembly.Module(wasm) }, "an object"],
    ["an instance", new WebAssembly.Instance(new WebAssembly.Module(wasm)), "an object"],
    ["an array", [new WebAssembly.Module(wasm)], "an Array"],
    ["a function", () => new WebAssembly.Module(wasm), "a function"],
    ["the bytes of a module", Uint8Array.from(wasm), `a Uint8Array of ${wasm.length} bytes`],
  ])("refuses %s", (_, wanted, kind) => {
    library.useCore("js");
    expect(thrownBy(() => library.useCore(wanted as "auto"))).toMatchObject({
      code: "core/type",
      message: `useCore: expected "auto", "wasm", "js" or a WebAssembly.Module, got ${kind}`,
    });
    expect(library.describeCore().name).toBe("js");
  });
});

describe("build/volume-key.wasm", () => {
  it("has at most 4,096 bytes, and imports nothing", () => {
    expect(wasm.length).toBeLessThanOrEqual(4096);
    expect(WebAssembly.Module.imports(new WebAssembly.Module(wasm))).toStrictEqual([]);
  });

  it("exports only what the bindings use, and a memory of one page that cannot grow", () => {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
    expect(Object.keys(exports).sort()).toStrictEqual(["hashBlocks", "hashLanes", "hashLast", "hashPrefix", "memory"]);
    const memory = exports.memory as WebAssembly.Memory;
    expect(memory.buffer.byteLength).toBe(65536);
    expect(() => memory.grow(1)).toThrow(RangeError);
  });

  it("is what build/volume-key.ts embeds, with its SHA-256", () => {
    const embedding = readFileSync("build/volume-key.ts", "utf8");
    const characters = VOLUME_KEY_WASM.matchAll(/([ !]?)([#-~])/g);
    const bytes = Array.from(characters, ([, page = "", character = ""]) => {
      return (["", " ", "!"].indexOf(page) * 92 + character.charCodeAt(0) - 35 - 8) & 0xff;
    });
    expect(Buffer.from(bytes)).toStrictEqual(wasm);
    expect(embedding).toContain(createHash("sha256").update(wasm).digest("hex"));
    expect(embedding.split("\n")[0]).toMatch(/^\/\/ Generated by `npm run build:core`/);
  });
});

/** Has the library, when it is loaded after that, embed another module. */
function embed(change: (text: string) => string): void {
  vi.doMock("../../../build/volume-key.ts", async (original) => {
    const real = await original<typeof import("../../../build/volume-key.ts")>();
    return { ...real, VOLUME_KEY_WASM: change(real.VOLUME_KEY_WASM) };
  });
}

/** A text with another character at a place, of one bit. */
function withAnother(text: string, at: number): string {
  return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
}

/** Has the engine compile other bytes than it is given. */
function compileAs(change: (wasm: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>): void {
  const { Module } = WebAssembly;
  stubWebAssembly({
    Module: class {
      constructor(bytes: Uint8Array<ArrayBuffer>) {
        // biome-ignore lint/correctness/noConstructorReturn: a real module is what the library expects
        return new Module(change(bytes.slice()));
      }
    },
  });
}

/** Has the lanes change the keys when they have derived them. */
function changeKeys(change: (keys: Uint8Array) => void): void {
  stubInstances((exports, memory) => ({
    hashLanes(count) {
      exports.hashLanes(count);
      change(memory.subarray(KEYS, KEYS + 32 * count));
    },
  }));
}

function trap(): never {
  throw new WebAssembly.RuntimeError("unreachable");
}

function withBytes(wasm: Uint8Array<ArrayBuffer>, from: number[], to: number[]): Uint8Array<ArrayBuffer> {
  const at = Buffer.from(wasm).indexOf(Buffer.from(from));
  if (at < 0) throw new Error(`the module has no bytes ${from}`);
  wasm.set(to, at);
  return wasm;
}

function refusing(message: string, Class = Error): new () => never {
  return class {
    constructor() {
      throw new Class(message);
    }

    get exports() {
      return {};
    }
  } as new () => never;
}
