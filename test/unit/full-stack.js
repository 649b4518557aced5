/**
 * Derives at the end of the stack, again and again, and prints how often that left anything in the module's memory. Each round
 * has other frames under it, so that the stack ends in another place of the derivation.
 */
import "../everywhere/suite/instances.js";

import * as library from "../../dist/index.js";
import { captureMemory } from "../everywhere/suite/memory.js";

const { deriveVolumeKey, deriveVolumeKeyInto, deriveVolumeKeys } = library;

const ROUNDS = 24;

const key = new Uint8Array(32).fill(0xa7);
const out = new Uint8Array(32);
const [short, long] = ["x".repeat(36), "ż".repeat(40)];
const calls = [
  () => deriveVolumeKey(key, short),
  () => deriveVolumeKey(key, long),
  () => deriveVolumeKeyInto(key, long, out),
  () => deriveVolumeKeys(key, [short, long, "", "a"]),
];

let left = 0;
for (let round = 0; round < ROUNDS; round++) {
  for (const call of calls) {
    const memory = captureMemory(library, "wasm"); // fails where the core was given up
    const before = memory.slice();
    // A function of its own in each round, with other parameters, which has not been optimised.
    const parameters = Array.from({ length: round }, (_, i) => `p${i}`);
    const deeper = new Function("call", `return function deeper(${parameters}) { call(); deeper(); }`)(call);
    try {
      deeper();
    } catch {
      // The memory is what counts here.
    }
    if (memory.some((byte, i) => byte !== before[i])) left++;
  }
}
console.log(left);
