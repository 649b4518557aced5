/** The identity of the examples, and volume keys by another SHA-256. */
import { createHash } from "node:crypto";

export { NSEC, SECRET_KEY } from "./everywhere/suite/api.js";

/**
 * @param {Uint8Array} secretKey
 * @param {string} workloadId
 * @returns {Buffer} the volume key as node:crypto computes it
 */
export function keyOf(secretKey, workloadId) {
  return createHash("sha256").update("paygress-volume-v1\0").update(secretKey).update("\0").update(workloadId).digest();
}
