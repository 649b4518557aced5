/**
 * Derives at the end of the stack, again and again, and prints how often that left anything in a module's memory. Each round
 * has other frames under it, so that the stack ends in another place of the derivation.
 */
import { deriveVolumeKey, deriveVolumeKeys, describeCore, useCore } from "../../dist/index.js";

const ROUNDS = 12;

const { Instance } = WebAssembly;
/** @type {Uint8Array[]} */
let memories = [];
WebAssembly.Instance = class extends Instance {
  /** @param {WebAssembly.Module} module */
  constructor(module) {
    super(module);
    memories.push(new Uint8Array(/** @type {WebAssembly.Memory} */ (this.exports.memory).buffer));
  }
};

const key = new Uint8Array(32).fill(0xa7);
const [short, long] = ["x".repeat(36), "ż".repeat(40)];
const calls = [
  () => deriveVolumeKey(key, short),
  () => deriveVolumeKey(key, long),
  () => deriveVolumeKeys(key, [short, long, "", "a"]),
];

let left = 0;
for (let round = 0; round < ROUNDS; round++) {
  for (const call of calls) {
    memories = [];
    useCore("auto");
    describeCore();
    const before = memories.map((memory) => memory.slice());
    // A function of its own in each round, with other parameters, which has not been optimised.
    const parameters = Array.from({ length: round }, (_, i) => `p${i}`);
    const deeper = new Function("call", `return function deeper(${parameters}) { call(); deeper(); }`)(call);
    try {
      deeper();
    } catch {
      // The memory is what counts here.
    }
    if (memories.some((memory, m) => memory.some((byte, i) => byte !== before[m]?.[i]))) left++;
  }
}
console.log(left);
