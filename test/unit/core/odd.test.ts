/** Realms that were odd before the import, and calls from within a call: a key is right, or there is an error of the library's. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type * as Library from "../../../src/index.ts";
import { key, keyOf, thrownBy } from "../helpers.ts";
import { loadLibrary, stubInstances, stubWebAssembly } from "./instances.ts";

const IDS = ["a", "78e51061-7311-48a3-82ce-6f447ed4d57b", "żółw 🐢", "x".repeat(301), "ż".repeat(9000)];
const KEYS = IDS.map((id) => keyOf(key, id));

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Has a TextEncoder, when the library is loaded after that, encode in another way. */
function stubEncodeInto(change: (result: { read: number; written: number }) => object | undefined): void {
  vi.stubGlobal(
    "TextEncoder",
    class extends TextEncoder {
      override encodeInto(text: string, bytes: Uint8Array<ArrayBuffer>) {
        return change(super.encodeInto(text, bytes)) as { read: number; written: number };
      }
    },
  );
}

function expectRightKeys(library: typeof Library): void {
  for (const [i, id] of IDS.entries()) expect(library.deriveVolumeKey(key, id)).toStrictEqual(KEYS[i]);
  expect(library.deriveVolumeKeys(key, IDS)).toStrictEqual(KEYS);
}

describe("a realm that was odd before the import: every key is right,", () => {
  it.each([
    ["reads nothing", () => ({ read: 0, written: 0 })],
    ["tells nothing", () => ({})],
    ["returns nothing", () => undefined],
    ["tells that it wrote more than there is room for", (result: object) => ({ ...result, written: 1e6 })],
  ])("where encodeInto %s", async (_, change) => {
    stubEncodeInto(change);
    const library = await loadLibrary();
    expectRightKeys(library);
    expect(library.describeCore().name).toBe("js");
  });

  it("where a TextEncoder has no encodeInto: WebAssembly is not used", async () => {
    vi.stubGlobal("TextEncoder", class {});
    const library = await loadLibrary();
    expectRightKeys(library);
    expect(library.describeCore().reason).toBe("WebAssembly is not used: this runtime has no TextEncoder");
  });

  it.each<[string, () => boolean]>([
    ["says yes to everything", () => true],
    ["says no to everything", () => false],
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
  ])("where isWellFormed %s, and a lone surrogate is refused", async (_, isWellFormed) => {
    const { prototype } = String as unknown as { prototype: { isWellFormed(): boolean } };
    const original = Object.getOwnPropertyDescriptor(prototype, "isWellFormed");
    Object.defineProperty(prototype, "isWellFormed", { value: isWellFormed, configurable: true });
    let library: typeof Library;
    try {
      library = await loadLibrary();
    } finally {
      if (original === undefined) Reflect.deleteProperty(prototype, "isWellFormed");
      else Object.defineProperty(prototype, "isWellFormed", original);
    }
    expectRightKeys(library);
    for (const id of ["\ud800", `${"x".repeat(300)}\udc00`]) {
      expect(thrownBy(() => library.deriveVolumeKey(key, id))).toMatchObject({ code: "workload-id/unicode" });
      expect(thrownBy(() => library.deriveVolumeKeys(key, [id]))).toMatchObject({ code: "workload-id/unicode" });
    }
  });

  it.each([
    ["an object without a prototype", Object.create(null)],
    ["a symbol", Symbol("no")],
    ["nothing", undefined],
    [
      "an object whose members throw",
      new Proxy(
        {},
        {
          get: () => {
            throw new Error("no");
          },
        },
      ),
    ],
  ])("where the engine throws %s", async (_, thrown) => {
    stubWebAssembly({
      Module: class {
        constructor() {
          throw thrown;
        }
      },
    });
    const library = await loadLibrary();
    expectRightKeys(library);
    expect(library.describeCore().name).toBe("js");
  });
});

it("a full stack at the first derivation is forgotten at the next", async () => {
  const { Module } = WebAssembly;
  let isFull = true;
  stubWebAssembly({
    Module: class {
      constructor(bytes: Uint8Array<ArrayBuffer>) {
        if (isFull) throw new RangeError("Maximum call stack size exceeded");
        // biome-ignore lint/correctness/noConstructorReturn: a real module is what the library expects
        return new Module(bytes);
      }
    },
  });
  const library = await loadLibrary();
  expect(library.deriveVolumeKey(key, "a")).toStrictEqual(keyOf(key, "a"));
  isFull = false;
  expectRightKeys(library);
  expect(library.describeCore()).toStrictEqual({ name: "wasm" });
});

describe("a derivation within a derivation", () => {
  /** What is derived within the first derivation of each kind, once. */
  const inner: Record<string, (library: typeof Library) => unknown> = {
    deriveVolumeKey: (library) => library.deriveVolumeKey(new Uint8Array(32), "another"),
    deriveVolumeKeys: (library) => library.deriveVolumeKeys(new Uint8Array(32), ["b", "c", "d", "ż"]),
  };

  it.each(Object.entries(inner))("by encodeInto: %s", async (_, derive) => {
    let library: typeof Library | undefined;
    let nest = false;
    stubEncodeInto((result) => {
      if (nest) {
        nest = false;
        derive(library as typeof Library);
      }
      return result;
    });
    for (const outer of [
      () => [library?.deriveVolumeKey(key, "ż".repeat(40))],
      () => library?.deriveVolumeKeys(key, IDS),
    ]) {
      const memories = stubInstances();
      library = await loadLibrary();
      library.deriveVolumeKeys(key, IDS);
      const before = memories[0]?.slice();
      nest = true;
      const expected = outer.toString().includes("Keys") ? KEYS : [keyOf(key, "ż".repeat(40))];
      expect(outer()).toStrictEqual(expected);
      expect(nest).toBe(false);
      expect(library.describeCore().reason).toBe("WebAssembly was given up: a derivation ran within another one");
      expect(memories[0]).toStrictEqual(before);
    }
  });

  it.each(["wasm", "js"] as const)("by charCodeAt, core %s: right keys, or an error", async (core) => {
    const { charCodeAt } = String.prototype;
    let library: typeof Library | undefined;
    let nest = false;
    vi.spyOn(String.prototype, "charCodeAt").mockImplementation(function (this: string, i) {
      if (nest) {
        nest = false;
        library?.deriveVolumeKey(new Uint8Array(32), "another");
      }
      return charCodeAt.call(this, i);
    });
    library = await loadLibrary();
    vi.restoreAllMocks();
    library.useCore(core);
    library.describeCore();
    nest = true;
    const out = new Uint8Array(32);
    if (core === "js")
      expect(thrownBy(() => library?.deriveVolumeKeyInto(key, "a", out))).toMatchObject({ code: "core/self-test" });
    else library.deriveVolumeKeyInto(key, "a", out);
    expect(out).toStrictEqual(core === "js" ? new Uint8Array(32) : keyOf(key, "a"));
    expect(nest).toBe(false);
    expect(library.deriveVolumeKey(key, "a")).toStrictEqual(keyOf(key, "a"));
  });
});

it("a revoked proxy is refused", async () => {
  const { deriveVolumeKey, deriveVolumeKeys, useCore, wipe } = await loadLibrary();
  const revoked = (target: object) => {
    const { proxy, revoke } = Proxy.revocable(target, {});
    revoke();
    return proxy as never;
  };
  for (const target of [{}, [], new Uint8Array(32)]) {
    const proxy = revoked(target);
    expect(thrownBy(() => deriveVolumeKey(proxy, "a"))).toMatchObject({ code: "secret-key/type" });
    expect(thrownBy(() => deriveVolumeKey(key, proxy))).toMatchObject({ code: "workload-id/type" });
    expect(thrownBy(() => deriveVolumeKeys(key, proxy))).toMatchObject({ code: "workload-id/type" });
    expect(thrownBy(() => wipe(proxy))).toMatchObject({ code: "secret/type" });
    expect(thrownBy(() => useCore(proxy))).toMatchObject({ code: "core/type" });
  }
});
