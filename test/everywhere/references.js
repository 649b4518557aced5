/** @import { References } from "./suite/references.js" */
import { keyOf } from "../reference.js";
import { checksum } from "./suite/check.js";
import { INPUTS, randomBatches } from "./suite/references.js";

/**
 * The keys of the suite's derivations, from node:crypto.
 *
 * @param {number} seed of the random ones, which a failure names
 * @param {number} [count] of the random ones
 * @returns {References}
 */
export function makeReferences(seed, count = 50_000) {
  return {
    seed,
    count,
    random: Array.from(randomBatches(seed, count), ({ secretKey, workloadIds }) =>
      checksum(Buffer.concat(workloadIds.map((id) => keyOf(secretKey, id)))),
    ),
    lengths: keysOf("lengths"),
    lanes: keysOf("lanes"),
    edges: keysOf("edges"),
    long: keysOf("long"),
  };

  /** @param {keyof INPUTS} name */
  function keysOf(name) {
    const keys = Array.from(INPUTS[name](), ({ secretKey, workloadId }) => keyOf(secretKey, workloadId));
    return Buffer.concat(keys).toString("hex");
  }
}
