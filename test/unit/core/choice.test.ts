import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createContext, Script } from "node:vm";
import { buildSync } from "esbuild";
import { afterEach, describe, expect, it, vi } from "vitest";
import { currentCore, describeCore, useCore } from "../../../src/core/choice.ts";
import { nobleCore } from "../../../src/core/noble.ts";
import { deriveVolumeKey } from "../../../src/derive.ts";
import type { VolumeKeyError } from "../../../src/errors.ts";
import { key, keyOf, thrownBy } from "../helpers.ts";

const wasm = readFileSync("build/volume-key.wasm");

/** Every way in which the Wasm core cannot be had, and the reason that is then told. */
const failures: { name: string; reason: RegExp; arrange: () => void }[] = [
  {
    name: "there is no WebAssembly",
    reason: /^WebAssembly is not used: this runtime has no WebAssembly$/,
    arrange: () => vi.stubGlobal("WebAssembly", undefined),
  },
  {
    name: "the embedded module is damaged",
    reason: /^WebAssembly is not used: WebAssembly.Module\(\): /,
    arrange: () => compileAs((wasm) => wasm.fill(0, 100, 110)),
  },
  {
    name: "the module is cut short, so that it does not compile",
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
    name: "the instance is of another module",
    reason: /^WebAssembly is not used: Cannot read properties of undefined/,
    arrange: () => compileAs((wasm) => wasm.subarray(0, 8)),
  },
  {
    name: "the module computes another key",
    reason: /^WebAssembly is not used: the wasm core computes a wrong key$/,
    // The first letters of the tag, "pay": one bit of them.
    arrange: () => compileAs((wasm) => withBytes(wasm, [0x70, 0x61, 0x79], [0x71, 0x61, 0x79])),
  },
  {
    name: "the module computes another key for messages of three blocks",
    reason: /^WebAssembly is not used: the wasm core computes a wrong key$/,
    arrange: () => stubWebAssembly({ Instance: wrongBeyondTwoBlocks(WebAssembly.Instance) }),
  },
  {
    name: "the module traps",
    reason: /^WebAssembly is not used: /,
    // The memory's limits: none of its page is there, so that the data segment does not fit.
    arrange: () =>
      compileAs((wasm) => withBytes(wasm, [0x05, 0x04, 0x01, 0x01, 0x01, 0x01], [0x05, 0x04, 0x01, 0x01, 0x00, 0x01])),
  },
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

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  useCore("auto");
});

describe("the choice of the core", () => {
  it("is WebAssembly where nothing speaks against it, with no reason to tell", () => {
    useCore("auto");
    expect(describeCore()).toStrictEqual({ name: "wasm", simd: true });
  });

  it.each(failures)("is the fallback when $name: the right key, and the reason", ({ arrange, reason }) => {
    useCore("auto");
    arrange();
    expect(deriveVolumeKey(key, "workload-abc")).toStrictEqual(keyOf(key, "workload-abc"));
    const description = describeCore();
    expect(description).toStrictEqual({ name: "js", simd: false, reason: expect.stringMatching(reason) });
  });

  it("is made once, and kept", () => {
    useCore("auto");
    const compile = vi.spyOn(WebAssembly, "Module");
    expect(currentCore()).toBe(currentCore());
    expect(compile).toHaveBeenCalledTimes(1);
  });

  it("is an error when no core computes the known answers, each time it is asked", () => {
    useCore("auto");
    vi.stubGlobal("WebAssembly", undefined);
    vi.spyOn(nobleCore, "derive").mockImplementation((_secretKey, _workloadId, out) => out.fill(1));
    for (let call = 0; call < 2; call++) {
      expect(thrownBy(() => deriveVolumeKey(key, "a"))).toMatchObject({ code: "core/self-test" });
    }
  });

  it("falls back in a context that forbids WebAssembly", () => {
    const { outputFiles } = buildSync({
      entryPoints: ["src/index.ts"],
      bundle: true,
      format: "iife",
      globalName: "library",
      write: false,
    });
    const context = createContext({}, { codeGeneration: { strings: true, wasm: false } });
    const library: typeof import("../../../src/index.ts") = new Script(`${outputFiles[0]?.text}; library`).runInContext(
      context,
    );
    expect(Uint8Array.from(library.deriveVolumeKey(key, "workload-abc"))).toStrictEqual(keyOf(key, "workload-abc"));
    expect({ ...library.describeCore() }).toStrictEqual({
      name: "js",
      simd: false,
      reason: "WebAssembly is not used: WebAssembly.Module(): Wasm code generation disallowed by embedder",
    });
  });
});

describe("useCore", () => {
  it("takes the core that is asked for", () => {
    useCore("js");
    expect(describeCore()).toStrictEqual({ name: "js", simd: false, reason: 'useCore("js")' });
    useCore("wasm");
    expect(describeCore()).toStrictEqual({ name: "wasm", simd: true });
  });

  it("takes a module that was compiled elsewhere", () => {
    useCore("js");
    useCore({ scalar: new WebAssembly.Module(wasm) });
    expect(describeCore()).toStrictEqual({ name: "wasm", simd: false, reason: "useCore({ scalar })" });
    expect(deriveVolumeKey(key, "workload-abc")).toStrictEqual(keyOf(key, "workload-abc"));
  });

  it.each(failures)("does not fall back when $name, and keeps the core that was in use", ({ name, arrange }) => {
    useCore("js");
    arrange();
    const code = name.includes("another key") ? "core/self-test" : "core/unavailable";
    expect(thrownBy(() => useCore("wasm"))).toMatchObject({ name: "VolumeKeyError", code });
    expect(describeCore().name).toBe("js");
    expect(deriveVolumeKey(key, "workload-abc")).toStrictEqual(keyOf(key, "workload-abc"));
  });

  it("says so where there is no WebAssembly to instantiate a module with", () => {
    const scalar = new WebAssembly.Module(wasm);
    vi.stubGlobal("WebAssembly", undefined);
    expect(thrownBy(() => useCore({ scalar }))).toMatchObject({ code: "core/unavailable" });
  });

  it("refuses a module that computes another key", () => {
    const damaged = Buffer.from(wasm);
    damaged[damaged.indexOf("paygress")] = 0x71;
    expect(thrownBy(() => useCore({ scalar: new WebAssembly.Module(damaged) }))).toMatchObject({
      code: "core/self-test",
    });
  });

  it.each([undefined, null, "", "simd", 1, {}, { scalar: null }, { scalar: "wasm" }, []])("refuses %j", (wanted) => {
    useCore("js");
    const error = thrownBy(() => useCore(wanted as "auto")) as VolumeKeyError;
    expect(error.code).toBe("core/type");
    expect(error.message).toMatch(/^useCore: expected "auto", "wasm", "js" or \{ scalar: WebAssembly.Module \}, got /);
    expect(describeCore().name).toBe("js");
  });
});

describe("build/volume-key.wasm", () => {
  it("has at most 4,096 bytes and imports nothing", () => {
    expect(wasm.length).toBeLessThanOrEqual(4096);
    expect(WebAssembly.Module.imports(new WebAssembly.Module(wasm))).toStrictEqual([]);
  });

  it("exports only what the bindings use, and a memory of one page that cannot grow", () => {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
    expect(Object.keys(exports).sort()).toStrictEqual(
      ["END", "K", "MESSAGE", "REST", "SECRET_KEY", "VOLUME_KEY", "WORKLOAD_ID", "finish", "memory", "update"].sort(),
    );
    const memory = exports.memory as WebAssembly.Memory;
    expect(memory.buffer.byteLength).toBe(65536);
    expect(() => memory.grow(1)).toThrow(RangeError);
  });

  it("is what build/volume-key.ts embeds, with its SHA-256", () => {
    const embedding = readFileSync("build/volume-key.ts", "utf8");
    expect(embedding).toContain(wasm.toString("hex"));
    expect(embedding).toContain(createHash("sha256").update(wasm).digest("hex"));
    expect(embedding.split("\n")[0]).toMatch(/^\/\/ Generated by `npm run build:core`/);
  });
});

/** Has the library compile another module than the one it embeds. */
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

function withBytes(wasm: Uint8Array<ArrayBuffer>, from: number[], to: number[]): Uint8Array<ArrayBuffer> {
  const at = Buffer.from(wasm).indexOf(Buffer.from(from));
  expect(at).toBeGreaterThan(0);
  wasm.set(to, at);
  return wasm;
}

function stubWebAssembly(members: object): void {
  vi.stubGlobal("WebAssembly", { Module: WebAssembly.Module, Instance: WebAssembly.Instance, ...members });
}

/** Instances that spoil the key of a message that takes more than two blocks: more than 119 bytes. */
function wrongBeyondTwoBlocks(Instance: typeof WebAssembly.Instance): new (module: WebAssembly.Module) => object {
  return class {
    readonly exports: object;

    constructor(module: WebAssembly.Module) {
      const exports = new Instance(module).exports as unknown as {
        memory: WebAssembly.Memory;
        VOLUME_KEY: { value: number };
        finish(start: number, end: number, length: number): void;
      };
      const volumeKey = new Uint8Array(exports.memory.buffer, exports.VOLUME_KEY.value, 32);
      const finish: typeof exports.finish = (start, end, length) => {
        exports.finish(start, end, length);
        if (length > 119) volumeKey[0] = ~Number(volumeKey[0]);
      };
      this.exports = { ...exports, finish };
    }
  };
}

function refusing(message: string): new () => never {
  return class {
    constructor() {
      throw new Error(message);
    }
  } as new () => never;
}
