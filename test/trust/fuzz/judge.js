/** What is given to a function, and whether its result is right. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { bech32 } from "@scure/base";
import fc from "fast-check";
import { anyShape, valueFrom } from "./values.js";

/**
 * @import { Shape } from "./values.js"
 *
 * @typedef {typeof import("@paygress/volume-key") & typeof import("@paygress/volume-key/identity")} Library
 *
 * @typedef {object} Entry
 * @property {string} name
 * @property {RegExp} [codes] that it may refuse with; there are none, where it may refuse nothing
 * @property {number} [share] of the inputs, where each takes long
 * @property {fc.Arbitrary<any>} input
 * @property {(input: any) => unknown} call throws what it refuses, and an error of its own where the result is wrong; a text is
 *   what to count it as
 */

/**
 * @template T
 * @param {fc.Arbitrary<T>} right
 * @param {number} weight of it, beside one of anything
 */
export const mostly = (right, weight) => fc.oneof({ weight, arbitrary: right }, { weight: 1, arbitrary: anyShape });

/** @param {unknown} input a shape, or what stands for itself */
export function made(input) {
  return typeof input === "object" && input !== null && "kind" in input
    ? valueFrom(/** @type {Shape} */ (input))
    : input;
}

/** @param {boolean} right */
export function isRight(right) {
  if (!right) throw new Error("the result is wrong");
}

/**
 * @param {Uint8Array} key
 * @param {string} text that it was read from
 */
export function isKeyOf(key, text) {
  const trimmed = text.trim().toLowerCase();
  isRight([Buffer.from(key).toString("hex"), bech32.encodeFromBytes("nsec", key)].includes(trimmed));
}

/**
 * @param {Uint8Array} secretKey
 * @param {string} id
 */
export function keyOf(secretKey, id) {
  return createHash("sha256").update("paygress-volume-v1\0").update(copyOf(secretKey)).update("\0").update(id).digest();
}

/**
 * @param {unknown} value
 * @returns {Uint8Array} its bytes, whatever it says of its length; none where it is no such array
 */
export function copyOf(value) {
  try {
    const { buffer, byteOffset, byteLength } = Uint8Array.prototype.slice.call(value); // of the same class
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch {
    return new Uint8Array();
  }
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
export function equal(one, other) {
  return Buffer.compare(copyOf(one), other) === 0;
}
