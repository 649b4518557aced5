/** @import { Case, Library } from "./suite.js" */
import { equal } from "./check.js";

/** K with H0, from and up to which address, in both modules (assembly/memory.ts, assembly/memory-x4.ts). */
const SHA256 = [1024, 1312];

/** The tag without its NUL, in the scalar one. */
const TAG = [1600, 1618];

/** The constants of each module, in the order in which the library makes instances of them. */
const CONSTANTS = [[SHA256, TAG], [SHA256]];

/**
 * After every kind of call the whole memory of both Wasm modules is as it was before the first: zero but for the constants.
 * It is taken from `WebAssembly.Instance`, since the library gives it to nobody.
 *
 * @param {Library} library
 * @param {Parameters<Library["useCore"]>[0]} core
 * @returns {Case[]}
 */
export function memoryCases(library, core) {
  if (library.describeCore().name !== "wasm") return [];
  const { deriveVolumeKey, deriveVolumeKeys, deriveVolumeKeysInto, withVolumeEncryption } = library;
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
    "deriveVolumeKey of an id that fills the memory": () => deriveVolumeKey(key, "x".repeat(64_012)),
    "deriveVolumeKey of an id of several fills": () => deriveVolumeKey(key, "x".repeat(300_000)),
    "deriveVolumeKey of a short id after a long one": () => deriveVolumeKey(key, "x"),
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
    "an output of another length": () => deriveVolumeKeysInto(key, ["a"], out),
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
      const memories = captureMemories(library, core);
      const before = memories.map((memory) => memory.slice());
      before.forEach((memory, module) => {
        const isConstant = (/** @type {number} */ address) =>
          CONSTANTS[module]?.some(([from = 0, to = 0]) => from <= address && address < to);
        const at = memory.findIndex((byte, address) => byte !== 0 && !isConstant(address));
        equal(at, -1, "address that is not zero at first");
      });
      try {
        call();
      } catch (error) {
        // What a call is refused for is tested elsewhere, but the cores are right, and no address is beyond the memory.
        const { name, code } = /** @type {{ name: string, code?: string }} */ (error);
        if (code === "core/self-test" || name === "RuntimeError") throw error;
      }
      expectUnchanged("address that was changed");
      deriveVolumeKeys(key, ["the", "next", "call", "of", "both"]);
      expectUnchanged("address that was changed by the next call");

      /** @param {string} what */
      function expectUnchanged(what) {
        memories.forEach((memory, module) => {
          const at = memory.findIndex((byte, address) => byte !== before[module]?.[address]);
          equal(at, -1, `module ${module}, ${what}`);
        });
      }
    },
  }));
}

/**
 * Has the library make new instances, and returns their memories as they were made.
 *
 * @param {Library} library
 * @param {Parameters<Library["useCore"]>[0]} core
 * @returns {Uint8Array[]}
 */
export function captureMemories(library, core) {
  const { Instance } = WebAssembly;
  /** @type {Uint8Array[]} */
  const memories = [];
  WebAssembly.Instance = class extends Instance {
    /** @param {WebAssembly.Module} module */
    constructor(module) {
      super(module);
      memories.push(new Uint8Array(/** @type {WebAssembly.Memory} */ (this.exports.memory).buffer));
    }
  };
  try {
    library.useCore(core);
    const { simd } = library.describeCore();
    equal(memories.length, simd ? 2 : 1, "instances");
  } finally {
    WebAssembly.Instance = Instance;
  }
  return memories;
}
