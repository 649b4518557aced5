/** @import { Case, Library } from "./suite.js" */
import { equal } from "./check.js";
import { memories } from "./instances.js";
import { EDGES } from "./references.js";

/** From and up to which address there are constants: K with H0, and the tag without its NUL (assembly/memory.ts). */
const CONSTANTS = [
  [1024, 1312],
  [1344, 1362],
];

/**
 * After every kind of call the whole memory of the Wasm core is as it was before the first: zero but for the constants.
 *
 * @param {Library} library
 * @param {Parameters<Library["useCore"]>[0]} core
 * @returns {Case[]}
 */
export function memoryCases(library, core) {
  if (library.describeCore().name !== "wasm") return [];
  const { deriveVolumeKey, deriveVolumeKeyInto, deriveVolumeKeys, deriveVolumeKeysInto, withVolumeEncryption } =
    library;
  const key = new Uint8Array(32).fill(0xa7);
  const out = new Uint8Array(96);
  /** @type {Record<string, () => unknown>} */
  const calls = {
    "the self-test": () => library.describeCore(),
    "deriveVolumeKey of an empty id": () => deriveVolumeKey(key, ""),
    "deriveVolumeKey of a UUID": () => deriveVolumeKey(key, "78e51061-7311-48a3-82ce-6f447ed4d57b"),
    "deriveVolumeKey of ids of every length": () => {
      for (let length = 0; length <= 300; length++) deriveVolumeKey(key, "\x7f".repeat(length));
    },
    "deriveVolumeKey of an id outside ASCII": () => deriveVolumeKey(key, "żółw 🐢"),
    "deriveVolumeKey of an id that fills the memory": () => deriveVolumeKey(key, "x".repeat(EDGES[0])),
    "deriveVolumeKey of an id of several fills": () => deriveVolumeKey(key, "x".repeat(300_000)),
    "deriveVolumeKey of a short id after a long one": () => deriveVolumeKey(key, "x"),
    deriveVolumeKeyInto: () => deriveVolumeKeyInto(key, "78e51061-7311-48a3-82ce-6f447ed4d57b", out.subarray(32, 64)),
    "deriveVolumeKeyInto over the secret key": () => {
      const both = key.slice();
      deriveVolumeKeyInto(both, "ż".repeat(9000), both);
    },
    deriveVolumeKeys: () => deriveVolumeKeys(key, ["a", "ż".repeat(200), "c"]),
    deriveVolumeKeysInto: () => deriveVolumeKeysInto(key, ["a", "b", "c"], out),
    "deriveVolumeKeys of four": () => deriveVolumeKeys(key, ["a", "b", "c", "d"]),
    "deriveVolumeKeys of four outside ASCII": () => deriveVolumeKeys(key, ["ż", "ó", "ł", "w"]),
    "deriveVolumeKeys of the longest ids of a lane": () => deriveVolumeKeys(key, new Array(33).fill("界".repeat(300))),
    "deriveVolumeKeys of longer ids": () => deriveVolumeKeys(key, new Array(33).fill("x".repeat(301))),
    "deriveVolumeKeys of few after many": () => deriveVolumeKeys(key, ["", "", "", ""]),
    "deriveVolumeKeysInto of many": () => deriveVolumeKeysInto(key, new Array(1000).fill("id"), new Uint8Array(32_000)),
    withVolumeEncryption: () => withVolumeEncryption({ workload_id: "a" }, key),
    "a bad secret key": () => deriveVolumeKey(key.subarray(1), "a"),
    "a lone surrogate": () => deriveVolumeKey(key, "abc\ud800"),
    "a lone surrogate after several fills": () => deriveVolumeKey(key, `${"x".repeat(200_000)}\ud800`),
    "a lone surrogate in a batch": () => deriveVolumeKeys(key, ["a", "b\udc00"]),
    "a lone surrogate where a key goes into an array": () => deriveVolumeKeyInto(key, "x\udc00", out.subarray(64)),
    "an output of another length": () => deriveVolumeKeysInto(key, ["a"], out),
    "an output of another length for one key": () => deriveVolumeKeyInto(key, "a", out),
    "a full stack": () => {
      const deeper = () => {
        deriveVolumeKey(key, "ż".repeat(40));
        deeper();
      };
      deeper();
    },
    "a full stack in a batch": () => {
      const deeper = () => {
        deriveVolumeKeys(key, ["a", "b", "c", "d"]);
        deeper();
      };
      deeper();
    },
  };
  return Object.entries(calls).map(([name, call]) => ({
    name: `the memory is clean after ${name}`,
    run() {
      const memory = captureMemory(library, core);
      const before = memory.slice();
      const isConstant = (/** @type {number} */ address) =>
        CONSTANTS.some(([from = 0, to = 0]) => from <= address && address < to);
      const at = before.findIndex((byte, address) => byte !== 0 && !isConstant(address));
      equal(at, -1, "address that is not zero at first");
      try {
        call();
      } catch (error) {
        // What a call is refused for is tested elsewhere, but the core is right, and no address is beyond the memory.
        const { name, code } = /** @type {{ name: string, code?: string }} */ (error);
        if (code === "core/self-test" || name === "RuntimeError") throw error;
      }
      expectUnchanged("address that was changed");
      deriveVolumeKeys(key, ["the", "next", "call", "of", "lanes"]);
      expectUnchanged("address that was changed by the next call");

      /** @param {string} what */
      function expectUnchanged(what) {
        const at = memory.findIndex((byte, address) => byte !== before[address]);
        equal(at, -1, what);
      }
    },
  }));
}

/**
 * Has the library make a new instance, and returns its memory.
 *
 * @param {Library} library
 * @param {Parameters<Library["useCore"]>[0]} core
 * @returns {Uint8Array}
 */
export function captureMemory(library, core) {
  memories.length = 0;
  library.useCore(core);
  library.describeCore();
  const [memory] = memories;
  if (memory === undefined || memories.length > 1) throw new Error(`expected one instance, got ${memories.length}`);
  return memory;
}
