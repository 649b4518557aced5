/** What the parent does with each child. */
import { createHash } from "node:crypto";
import { maskAt } from "./agreed.js";

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {import("node:stream").Readable | null} stream
 * @returns {Promise<string>} the line that the child writes there before it waits
 */
export function lineOf(child, stream) {
  return new Promise((resolve, reject) => {
    let printed = "";
    stream?.on("data", (chunk) => {
      printed += chunk;
      if (printed.endsWith("\n")) resolve(printed.trimEnd());
    });
    child.on("exit", (status) => reject(new Error(`it ended with ${status}`)));
  });
}

/**
 * @param {string} hex
 * @returns {Uint8Array}
 */
export function unmasked(hex) {
  return Uint8Array.from(Buffer.from(hex, "hex"), (byte, i) => byte ^ maskAt(i));
}

/**
 * @param {Uint8Array} secretKey
 * @param {string} id
 */
export function volumeKeyOf(secretKey, id) {
  return createHash("sha256").update("paygress-volume-v1\0").update(secretKey).update("\0").update(id).digest();
}
