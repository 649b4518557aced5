/** @import { Input, References } from "./suite/references.js" */
import { createHash } from "node:crypto";
import { INPUTS } from "./suite/references.js";

/** The message up to the secret key. */
const TAG = Buffer.from("paygress-volume-v1\0");

const NUL = Buffer.from([0]);

/**
 * The keys of the suite's derivations, from node:crypto.
 *
 * @param {number} seed of the random ones, which a failure names
 * @returns {References}
 */
export function makeReferences(seed) {
  return {
    seed,
    random: keysOf("random"),
    lengths: keysOf("lengths"),
    lanes: keysOf("lanes"),
    edges: keysOf("edges"),
    long: keysOf("long"),
  };

  /** @param {keyof INPUTS} name */
  function keysOf(name) {
    return Array.from(INPUTS[name](seed), keyOf).join("");
  }
}

/** @param {Input} input */
function keyOf({ secretKey, workloadId }) {
  const id = Buffer.from(workloadId, "utf8");
  return createHash("sha256").update(TAG).update(secretKey).update(NUL).update(id).digest("hex");
}
