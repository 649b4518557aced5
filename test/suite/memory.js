/** @import { Case, Library } from "./suite.js" */
import { equal } from "./check.js";

/** The addresses of the constants, from and up to: K with H0, and the tag without its NUL (assembly/memory.ts). */
const CONSTANTS = [
  [1024, 1312],
  [1600, 1618],
];

/**
 * After every kind of call the Wasm core's whole memory is as it was before the first: zero but for the constants. The
 * memory is taken from `WebAssembly.Instance`, since the library gives it to nobody.
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
  };
  return Object.entries(calls).map(([name, call]) => ({
    name: `the memory is clean after ${name}`,
    run() {
      const memory = captureMemory(library, core);
      const before = memory.slice();
      equal(
        before.findIndex((byte, i) => byte !== 0 && !isConstant(i)),
        -1,
        "address that is not zero at first",
      );
      try {
        call();
      } catch {
        // The memory is what counts here.
      }
      equal(
        memory.findIndex((byte, i) => byte !== before[i]),
        -1,
        "address that was changed",
      );
      deriveVolumeKey(key, "the next call");
      equal(
        memory.findIndex((byte, i) => byte !== before[i]),
        -1,
        "address that was changed by the next call",
      );
    },
  }));
}

/** @param {number} address */
function isConstant(address) {
  return CONSTANTS.some(([from = 0, to = 0]) => from <= address && address < to);
}

/**
 * Has the library make a new instance, and returns its memory as it was made.
 *
 * @param {Library} library
 * @param {Parameters<Library["useCore"]>[0]} core
 * @returns {Uint8Array}
 */
function captureMemory(library, core) {
  const { Instance } = WebAssembly;
  /** @type {Uint8Array | undefined} */
  let memory;
  WebAssembly.Instance = class extends Instance {
    /** @param {WebAssembly.Module} module */
    constructor(module) {
      super(module);
      memory = new Uint8Array(/** @type {WebAssembly.Memory} */ (this.exports.memory).buffer);
    }
  };
  try {
    library.useCore(core);
    library.describeCore();
  } finally {
    WebAssembly.Instance = Instance;
  }
  if (memory === undefined) throw new Error("the library made no instance");
  return memory;
}
