/** An engine whose SIMD goes wrong late: every key stays right, and the Wasm core is given up for good. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { KEYS } from "../../../build/volume-key.ts";
import type * as Library from "../../../src/index.ts";
import { key, keyOf, recordArrays, thrownBy } from "../helpers.ts";
import { type Exports, loadLibrary, stubInstances, wasm } from "./instances.ts";
import { placeIn } from "./places.ts";

/** Its own in each test: that the Wasm core was given up is kept for good. */
let library: typeof Library;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A fault of an engine, as exports that have it from the call on at which `isWrong` says so. */
type Fault = (exports: Exports, memory: Uint8Array, isWrong: () => boolean) => Partial<Exports>;

/** The export's calls, which throw something once they have gone wrong, before or after they have done their work. */
function throwing(name: "hashLast" | "hashBlocks" | "hashPrefix" | "hashLanes", thrown: unknown, after = false): Fault {
  return (exports, _, isWrong) => {
    const call = exports[name] as (...args: number[]) => void;
    return {
      [name](...args: number[]) {
        const wrong = isWrong();
        if (!wrong || after) call(...args);
        if (wrong) throw thrown;
      },
    };
  };
}

/** The lanes, which spoil keys once they have gone wrong. */
function spoiling(change: (keys: Uint8Array) => void): Fault {
  return (exports, memory, isWrong) => ({
    hashLanes(count) {
      exports.hashLanes(count);
      if (isWrong()) change(memory.subarray(KEYS, KEYS + 32 * count));
    },
  });
}

const TRAP = new WebAssembly.RuntimeError("unreachable");

const SHORT = "78e51061-7311-48a3-82ce-6f447ed4d57b";
const LONG = "ż".repeat(9000);

/** A hundred ids, several chunks, with one that is too long for a lane. */
const MANY = Array.from({ length: 100 }, (_, i) => (i === 50 ? "x".repeat(301) : `${i}-${SHORT}`));

/** Calls that have a fault, each with the ids of the keys that it derives. */
const ONE: Record<string, [ids: string[], call: (secretKey: Uint8Array) => Uint8Array | Uint8Array[]]> = {
  deriveVolumeKey: [[SHORT], (secretKey) => library.deriveVolumeKey(secretKey, SHORT)],
  "deriveVolumeKey of a long id": [[LONG], (secretKey) => library.deriveVolumeKey(secretKey, LONG)],
  "deriveVolumeKeyInto over the secret key": [
    [LONG],
    (secretKey) => {
      const both = secretKey.slice();
      library.deriveVolumeKeyInto(both, LONG, both);
      return both;
    },
  ],
  "deriveVolumeKeys of three": [["a", LONG, "b"], (secretKey) => library.deriveVolumeKeys(secretKey, ["a", LONG, "b"])],
};

const BATCHES: typeof ONE = {
  deriveVolumeKeys: [MANY, (secretKey) => library.deriveVolumeKeys(secretKey, MANY)],
  deriveVolumeKeysInto: [
    MANY,
    (secretKey) => {
      const out = new Uint8Array(32 * MANY.length).fill(7);
      library.deriveVolumeKeysInto(secretKey, MANY, out);
      return out;
    },
  ],
  "deriveVolumeKeysInto over the secret key": [
    MANY,
    (secretKey) => {
      const out = new Uint8Array(32 * MANY.length);
      const part = out.subarray(48, 80);
      part.set(secretKey);
      library.deriveVolumeKeysInto(part, MANY, out);
      return out;
    },
  ],
};

const compared = placeIn(MANY);
const OF_ITS_CHUNK = 32 * (compared % 32);

/** Each fault with the calls that meet it, from which call of the export on, and the reason that is told. */
const FAULTS: [name: string, fault: Fault, from: number, calls: typeof ONE, reason: string][] = [
  ["single derivations trap", throwing("hashLast", TRAP), 0, ONE, "unreachable"],
  ["single derivations trap at their end", throwing("hashLast", TRAP, true), 0, ONE, "unreachable"],
  ["single derivations throw a text", throwing("hashLast", "out of order"), 0, ONE, "out of order"],
  [
    "the second of three derivations traps",
    throwing("hashLast", TRAP),
    1,
    pick("deriveVolumeKeys of three"),
    "unreachable",
  ],
  [
    "long ids trap",
    throwing("hashBlocks", TRAP),
    0,
    pick("deriveVolumeKey of a long id", "deriveVolumeKeyInto over the secret key"),
    "unreachable",
  ],
  [
    "the second part of a long id traps",
    throwing("hashBlocks", TRAP),
    1,
    pick("deriveVolumeKey of a long id"),
    "unreachable",
  ],
  ["batches trap before they begin", throwing("hashPrefix", TRAP), 0, BATCHES, "unreachable"],
  ["batches trap at their first chunk", throwing("hashLanes", TRAP), 0, BATCHES, "unreachable"],
  ["batches trap at their third chunk", throwing("hashLanes", TRAP, true), 2, BATCHES, "unreachable"],
  ["batches trap where a key is derived again", throwing("hashLast", TRAP), 0, BATCHES, "unreachable"],
  ["a batch's long id traps, behind its lanes", throwing("hashLast", TRAP), 1, BATCHES, "unreachable"],
  [
    "batches give wrong bytes for every key",
    spoiling((keys) => keys.set(keys.map((byte) => ~byte))),
    0,
    BATCHES,
    "its two kernels disagree",
  ],
  ["batches give zeros", spoiling((keys) => keys.fill(0)), 0, BATCHES, "its two kernels disagree"],
  ...[0, 31].map((byte): (typeof FAULTS)[number] => [
    `batches give one wrong byte, ${byte}, of the key that is derived again`,
    spoiling((keys) => keys.fill(~(keys[OF_ITS_CHUNK + byte] as number), OF_ITS_CHUNK + byte, OF_ITS_CHUNK + byte + 1)),
    Math.floor(compared / 32),
    BATCHES,
    "its two kernels disagree",
  ]),
];

describe.each(FAULTS)("when, after 10,000 keys, %s", (_, faultOf, from, calls, reason) => {
  it.each(Object.entries(calls))("%s gives the right keys, and so does all that follows", async (_, [ids, call]) => {
    let wrongFrom = Number.POSITIVE_INFINITY;
    const memories = stubInstances((exports, memory) => faultOf(exports, memory, () => --wrongFrom < 0));
    const made = recordArrays();
    library = await loadLibrary();
    for (let i = 0; i < 10_000; i++) {
      const id = `workload-${i}`;
      if (i % 100 === 0) expect(library.deriveVolumeKey(key, id)).toStrictEqual(keyOf(key, id));
      else library.deriveVolumeKey(key, id);
    }
    library.deriveVolumeKeys(key, MANY); // tests the lanes
    expect(library.describeCore()).toStrictEqual({ name: "wasm" });
    const [memory] = memories as [Uint8Array];
    const before = memory.slice();

    const expected = ids.map((id) => Buffer.from(keyOf(key, id)));
    wrongFrom = from;
    made.length = 0;
    const results = [call(key)].flat();
    vi.unstubAllGlobals();
    expect(Buffer.concat(results).equals(Buffer.concat(expected))).toBe(true);
    expect(wrongFrom).toBeLessThan(0); // the fault was met
    const description = { name: "js", reason: `WebAssembly was given up: ${reason}` };
    expect(library.describeCore()).toStrictEqual(description);

    // Nothing is left: neither in the memory nor in an array that was made on the way.
    expect(Buffer.from(memory).equals(before)).toBe(true);
    const secrets = [Buffer.from(key), ...expected];
    const left = made.filter((bytes) => secrets.some((secret) => Buffer.from(bytes).includes(secret)));
    expect(left.filter((bytes) => !results.includes(bytes))).toStrictEqual([]);
    expect(made.length).toBeGreaterThan(0);

    // It is given up for good.
    wrongFrom = Number.POSITIVE_INFINITY;
    for (const wanted of ["auto", "js", "auto"] as const) {
      library.useCore(wanted);
      expect(Buffer.concat([call(key)].flat()).equals(Buffer.concat(expected))).toBe(true);
      expect(library.describeCore()).toStrictEqual(
        wanted === "js" ? { name: "js", reason: 'useCore("js")' } : description,
      );
    }
    expect(memories).toHaveLength(1);
    for (const wanted of ["wasm", new WebAssembly.Module(wasm)] as const) {
      expect(thrownBy(() => library.useCore(wanted))).toMatchObject({
        code: "core/unavailable",
        message: `useCore: WebAssembly was given up: ${reason}`,
      });
    }
    expect(library.describeCore()).toStrictEqual(description);
  });
});

describe("what is no fault of the core goes to the caller, and the core stays:", () => {
  it.each([
    ["a full stack", new RangeError("Maximum call stack size exceeded")],
    ["a full stack in Firefox", Object.assign(new Error("too much recursion"), { name: "InternalError" })],
  ])("%s", async (_, error) => {
    let wrong = false;
    const isWrong = () => wrong;
    const memories = stubInstances((exports, memory) => ({
      ...throwing("hashLast", error, true)(exports, memory, isWrong),
      ...throwing("hashLanes", error, true)(exports, memory, isWrong),
    }));
    library = await loadLibrary();
    library.deriveVolumeKeys(key, MANY);
    const [memory] = memories as [Uint8Array];
    const before = memory.slice();
    wrong = true;
    const one = new Uint8Array(32).fill(7);
    const out = new Uint8Array(32 * MANY.length).fill(7);
    for (const call of [
      () => library.deriveVolumeKey(key, SHORT),
      () => library.deriveVolumeKeyInto(key, LONG, one),
      () => library.deriveVolumeKeys(key, MANY),
      () => library.deriveVolumeKeysInto(key, MANY, out),
    ]) {
      expect(thrownBy(call)).toBe(error);
      expect(Buffer.from(memory).equals(before)).toBe(true);
    }
    expect(one).toStrictEqual(new Uint8Array(32).fill(7));
    expect(out).toStrictEqual(new Uint8Array(32 * MANY.length));
    wrong = false;
    expect(library.describeCore()).toStrictEqual({ name: "wasm" });
    expect(library.deriveVolumeKey(key, SHORT)).toStrictEqual(keyOf(key, SHORT));
  });

  it("a lone surrogate", async () => {
    library = await loadLibrary();
    for (const id of ["\ud800", `${"x".repeat(10_000)}\udc00`]) {
      expect(thrownBy(() => library.deriveVolumeKey(key, id))).toMatchObject({ code: "workload-id/unicode" });
    }
    expect(library.describeCore()).toStrictEqual({ name: "wasm" });
  });
});

it("a TextEncoder that goes wrong gives the core up too", async () => {
  let wrong = false;
  vi.stubGlobal(
    "TextEncoder",
    class extends TextEncoder {
      override encodeInto(text: string, bytes: Uint8Array<ArrayBuffer>) {
        const result = super.encodeInto(text, bytes);
        if (wrong) throw new TypeError("encodeInto is broken");
        return result;
      }
    },
  );
  const memories = stubInstances();
  library = await loadLibrary();
  library.describeCore();
  const [memory] = memories as [Uint8Array];
  const before = memory.slice();
  wrong = true;
  expect(library.deriveVolumeKey(key, LONG)).toStrictEqual(keyOf(key, LONG));
  expect(Buffer.from(memory).equals(before)).toBe(true);
  expect(library.describeCore()).toStrictEqual({
    name: "js",
    reason: "WebAssembly was given up: encodeInto is broken",
  });
});

function pick(...names: string[]): typeof ONE {
  return Object.fromEntries(Object.entries(ONE).filter(([name]) => names.includes(name)));
}
