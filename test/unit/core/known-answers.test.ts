/** The known answers, asked of node:crypto in place of a core: the constants are right, and nothing wrong passes for them. */
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { SECRET_KEY, VOLUME_KEY } from "../../../build/volume-key.ts";
import { computesKnownAnswer, lanesComputeKnownAnswer } from "../../../src/core/known-answers.ts";
import type { WriteKeys } from "../../../src/core/types.ts";
import type { WasmCore } from "../../../src/core/wasm.ts";
import { keyOf, thrownBy } from "../helpers.ts";
import { wasm } from "./instances.ts";

/** What a test does to the keys of a call once they are derived, and what it writes to a memory that is clean. */
type Changes = [change?: (keys: Uint8Array, ids: readonly string[]) => void, spoil?: (memory: Uint8Array) => void];

/** A core that is node:crypto, and its lanes. */
function coreOf(name: "wasm" | "js", change: Changes[0] = () => {}, spoil: Changes[1] = () => {}) {
  const lanes: WriteKeys = (secretKey, list, out) => {
    const ids = Array.from(list);
    const keys = Uint8Array.from(Buffer.concat(ids.map((id) => keyOf(secretKey, id))));
    change(keys, ids);
    out.set(keys);
  };
  const page = new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports.memory as WebAssembly.Memory;
  const memory = new Uint8Array(page.buffer);
  spoil(memory);
  const writeKey = (secretKey: Uint8Array, id: string, out: Uint8Array) => lanes(secretKey, [id], out);
  // A message of no id whose length is another one than its own: node:crypto hashes none, @noble/hashes does.
  const hashLast = (start: number, end: number, length: number): void => {
    const hash = Object.assign(sha256.create().update(memory.slice(start, end)), { length });
    const key = hash.digest();
    change(key, [`${length} bytes`]);
    memory.fill(0, SECRET_KEY, end);
    memory.set(key, VOLUME_KEY);
  };
  const core = { name, writeKey, memory, words: new Int32Array(page.buffer), exports: { hashLast } };
  return { core: core as unknown as WasmCore, lanes };
}

/** Each of the chains. */
const CHAINS = {
  "of the fallback": (...changes: Changes) => computesKnownAnswer(coreOf("js", ...changes).core),
  "of the Wasm core": (...changes: Changes) => computesKnownAnswer(coreOf("wasm", ...changes).core),
  "of the lanes": (...changes: Changes) => {
    const { core, lanes } = coreOf("wasm", ...changes);
    return lanesComputeKnownAnswer(core, lanes);
  },
};

/** The ids of each call of a chain. */
function callsOf(chain: (typeof CHAINS)[keyof typeof CHAINS]): string[][] {
  const calls: string[][] = [];
  chain((_, ids) => calls.push([...ids]));
  return calls;
}

describe.each(Object.entries(CHAINS))("the known answer %s", (_, chain) => {
  const calls = callsOf(chain);

  it("is what node:crypto computes", () => {
    expect(chain()).toBe(true);
  });

  it("is another one where any key differs in any one byte", () => {
    for (const [call, ids] of calls.entries()) {
      for (const place of ids.keys()) {
        let n = 0;
        const isComputed = chain((keys) => {
          const at = 32 * place + ((7 * call + place) % 32);
          if (n++ === call) keys[at] = (keys[at] as number) ^ (1 << (call % 8));
        });
        expect(isComputed, `call ${call}, key ${place}`).toBe(false);
      }
    }
  });

  it("is none where a call fails, but for a full stack, which goes to the caller", () => {
    const failing = (error: unknown) => () => {
      throw error;
    };
    expect(chain(failing(new WebAssembly.RuntimeError("unreachable")))).toBe(false);
    expect(chain(failing("no"))).toBe(false);
    const fullStack = new RangeError("Maximum call stack size exceeded");
    expect(thrownBy(() => chain(failing(fullStack)))).toBe(fullStack);
  });
});

describe("the known answer of the lanes", () => {
  it.each([0, 1023, 1024, 1311, 1362, 1400, 5000, 20_000, 65_535])(
    "is not enough where the memory has another byte at %i",
    (at) => {
      const chain = CHAINS["of the lanes"];
      for (const change of [1, 0x80, 0xff]) {
        expect(chain(undefined, (memory) => memory.fill((memory[at] as number) ^ change, at, at + 1))).toBe(false);
      }
    },
  );
});

/** Bytes of the message of an id. */
function messageSize(id: string): number {
  return 52 + Buffer.byteLength(id);
}

/** Message blocks of an id, with the padding. */
function blocks(id: string): number {
  return Math.ceil((messageSize(id) + 9) / 64);
}

/** The remainders of the sizes of messages by the size of a block. */
function remainders(ids: readonly string[]): Set<number> {
  return new Set(ids.map((id) => messageSize(id) % 64));
}

describe("the known answers cover", () => {
  it("every length of UTF-8", () => {
    const ids = callsOf(CHAINS["of the fallback"]).flat();
    expect(new Set([...ids.join("")].map((character) => Buffer.byteLength(character)))).toStrictEqual(
      new Set([1, 2, 3, 4]),
    );
  });

  it("every length modulo the block, one to three of them, and an id of several fills, one by one", () => {
    const ids = callsOf(CHAINS["of the Wasm core"]).flat();
    expect(remainders(ids).size).toBe(64);
    expect(new Set(ids.map(blocks))).toContain(1);
    expect(new Set(ids.map(blocks))).toContain(2);
    expect(new Set(ids.map(blocks))).toContain(3);
    expect(Math.max(...ids.map(messageSize))).toBeGreaterThan(2 * 4096);
  });

  it("every length modulo the block in lanes, lanes of as many blocks and not, several chunks, and batches in a row", () => {
    const batches = callsOf(CHAINS["of the lanes"]).filter((ids) => ids.length > 1);
    expect(batches.length).toBeGreaterThan(1);
    expect(Math.max(...batches.map((ids) => ids.length))).toBeGreaterThan(32);
    expect(remainders(batches.flat()).size).toBe(64);
    const groups = batches.flatMap((ids) => ids.flatMap((_, i) => (i % 4 === 0 ? [ids.slice(i, i + 4)] : [])));
    const differing = groups.map((ids) => new Set(ids.map(blocks)).size);
    expect(differing).toContain(1);
    expect(differing).toContain(2);
    for (const lane of [0, 1, 2, 3]) {
      expect(groups.some((ids) => blocks(ids[lane] as string) === Math.max(...ids.map(blocks)))).toBe(true);
      expect(groups.some((ids) => blocks(ids[lane] as string) < Math.max(...ids.map(blocks)))).toBe(true);
    }
  });
});
