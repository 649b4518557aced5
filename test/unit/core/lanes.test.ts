import { createContext, runInContext } from "node:vm";
import { buildSync } from "esbuild";
import { afterEach, describe, expect, it, vi } from "vitest";
import { KEYS } from "../../../build/volume-key.ts";
import type * as Library from "../../../src/index.ts";
import { key, keyOf } from "../helpers.ts";
import { loadLibrary, stubInstances } from "./instances.ts";
import { placeIn } from "./places.ts";

const ids = ["a", "78e51061-7311-48a3-82ce-6f447ed4d57b", "żółw 🐢", "x".repeat(300), "x".repeat(301)];
const keys = ids.map((id) => keyOf(key, id));

/** Its own in each test: that the Wasm core was given up is kept for good. */
let library: typeof Library;

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Has the lanes change the keys of a chunk, once `armed` is called. */
async function spoilLater(change: (keys: Uint8Array, chunk: number) => void): Promise<{ arm(): void }> {
  let chunk = Number.NEGATIVE_INFINITY;
  stubInstances((exports, memory) => ({
    hashLanes(count) {
      exports.hashLanes(count);
      if (chunk >= 0) change(memory.subarray(KEYS, KEYS + 32 * count), chunk);
      chunk++;
    },
  }));
  library = await loadLibrary();
  library.deriveVolumeKeys(key, ids); // tests the lanes
  return {
    arm() {
      chunk = 0;
    },
  };
}

describe("the key that is derived twice", () => {
  it.each([
    [0, 31],
    [1, 0],
    [3, 31],
    [31, 5],
    [32, 0],
    [69, 31],
  ])("shows a wrong one at id %i, byte %i, and every key is right", async (place, byte) => {
    const batch = derivingTwice(
      place,
      Array.from({ length: 70 }, (_, i) => `${ids[i % 4]}-${i}`.slice(-300)),
    );
    const lanes = await spoilLater((keys, chunk) => {
      const at = 32 * (place - 32 * chunk) + byte;
      if (at in keys) keys[at] = ~(keys[at] as number);
    });
    lanes.arm();
    expect(library.deriveVolumeKeys(key, batch)).toStrictEqual(batch.map((id) => keyOf(key, id)));
    const description = { name: "js", reason: "WebAssembly was given up: its two kernels disagree" };
    expect(library.describeCore()).toStrictEqual(description);
  });

  it.each([0, 3])("shows wrong ones where the place, %i, is of an id that takes no lane", async (place) => {
    const long = "x".repeat(301);
    const batch = derivingTwice(place, [long, "a", long, long, "b"]);
    (await spoilLater((keys) => keys.fill(7))).arm();
    expect(library.deriveVolumeKeys(key, batch)).toStrictEqual(batch.map((id) => keyOf(key, id)));
    expect(library.describeCore().name).toBe("js");
  });

  it("is right where nothing goes wrong", async () => {
    (await spoilLater(() => {})).arm();
    for (let n = 0; n < 100; n++) {
      const batch = ids.map((id) => `${n}${id}`);
      expect(library.deriveVolumeKeys(key, batch)).toStrictEqual(batch.map((id) => keyOf(key, id)));
    }
    expect(library.describeCore()).toStrictEqual({ name: "wasm" });
  });
});

/** The batch with more at the end of an id of its first chunk, so that the key at that place is the one that is derived twice. */
function derivingTwice(place: number, batch: string[]): string[] {
  for (let n = 0; ; n++) {
    const last = Math.min(batch.length, 32) - 1;
    const other = batch.map((id, i) => (i === last ? `${id}${n}`.slice(-300) : id));
    if (placeIn(other) === place) return other;
    if (n === 100_000) throw new Error(`no batch derives the key at ${place} twice`);
  }
}

describe("a batch that the engine terminates", () => {
  it("changes no later key, and the next batch clears the memory", () => {
    const options = { bundle: true, format: "iife", globalName: "library", write: false } as const;
    const { outputFiles } = buildSync({ ...options, entryPoints: ["src/index.ts"] });
    const context = createContext({ key, TextEncoder, ids });
    runInContext(`const many = new Array(3e5).fill("é".repeat(300));`, context);
    runInContext(
      `const { Instance } = WebAssembly;
      let memory;
      WebAssembly.Instance = new Proxy(Instance, {
        construct(_, [module]) {
          const instance = new Instance(module);
          memory = new Uint8Array(instance.exports.memory.buffer);
          return instance;
        }
      });
      ${outputFiles[0]?.text};
      library.describeCore();
      const before = memory.slice();`,
      context,
    );
    for (let i = 0; i < 5; i++) {
      const timeout = 60 + 17 * i;
      expect(() => runInContext("library.deriveVolumeKeys(key, many)", context, { timeout })).toThrow(/timed out/);
      const later: Uint8Array[] = runInContext("library.deriveVolumeKeys(key, ids)", context);
      expect(Array.from(later, (volumeKey) => Uint8Array.from(volumeKey))).toStrictEqual(keys);
      expect(runInContext("memory.findIndex((byte, i) => byte !== before[i])", context)).toBe(-1);
      expect(runInContext("library.describeCore().name", context)).toBe("wasm");
    }
  });
});
