/** The worker of judge.js: hands each mutant to a library of its own and looks at what comes of it. */
import { Script } from "node:vm";
import { workerData } from "node:worker_threads";
import { derivedKeys } from "./programme.js";
import { VERDICTS } from "./verdicts.js";

/** @type {import("./judge.js").Shared & { begun: Int32Array }} */
const { mutants, original, source, expected, next, verdicts, begun } = workerData;

const script = new Script(source);
const { Instance, Module } = WebAssembly;

/** The memory of the instance that was made last. */
let memory = new Uint8Array();

/** What it holds between two derivations. */
const clean = memoryOf(new Instance(new Module(original)));

// Before the library, which takes it when it is loaded.
WebAssembly.Instance = new Proxy(Instance, {
  construct(_, [module]) {
    const instance = new Instance(module);
    memory = memoryOf(instance);
    return instance;
  },
});

for (let i = Atomics.add(next, 0, 1); i < mutants.length; i = Atomics.add(next, 0, 1)) {
  Atomics.add(begun, 0, 1);
  verdicts[i] = VERDICTS.indexOf(verdictOn(bytesOf(mutants[i] ?? 0)));
}

/** @param {WebAssembly.Instance} instance */
function memoryOf({ exports }) {
  const { buffer = new ArrayBuffer(0) } = /** @type {Partial<WebAssembly.Memory>} */ (exports.memory ?? {});
  return new Uint8Array(buffer);
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {import("./verdicts.js").Verdict}
 */
function verdictOn(bytes) {
  let module;
  try {
    module = new Module(bytes);
  } catch {
    return "invalid";
  }
  /** @type {typeof import("@paygress/volume-key")} */
  const library = script.runInThisContext();
  try {
    library.useCore(module);
  } catch {
    return "refused";
  }
  try {
    if (!derivedKeys(library).equals(expected)) return "wrong";
  } catch {
    return "wrong";
  }
  if (Buffer.compare(clean, memory) !== 0) return "unclean";
  return library.describeCore().name === "wasm" ? "right" : "given up";
}

/**
 * @param {import("./judge.js").Mutant} mutant
 * @returns {Uint8Array<ArrayBuffer>}
 */
function bytesOf(mutant) {
  if (typeof mutant !== "number") return mutant;
  const bytes = original.slice();
  bytes[mutant >> 3] = (bytes[mutant >> 3] ?? 0) ^ (1 << (mutant & 7));
  return bytes;
}
