/**
 * Who is measured: ours, and what a user could pick instead, each doing the same whole job: secret key and workload id as a
 * string in, 32 bytes out. The peers get the message put together in the fastest way that we know.
 */

import * as beside from "beside:@paygress/volume-key";
import * as fallback from "fallback:@paygress/volume-key";
import * as asSha256 from "@chainsafe/as-sha256";
import { sha256 } from "@noble/hashes/sha2.js";
import * as library from "@paygress/volume-key";
import { createSHA256 } from "hash-wasm";
import { chooseWay, messageOf } from "./message.js";

/**
 * @import { Kind } from "./jobs.js"
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {Kind} kind
 * @property {boolean} [batches] whether it takes all ids of a batch at a time
 * @property {number} [most] ids a round, of what is slow
 * @property {(secretKey: Uint8Array, ids: string[]) => Promise<void> | void} run derives a key for each id
 * @property {(secretKey: Uint8Array, id: string) => Promise<Uint8Array> | Uint8Array} check derives one in the same way
 *
 * @typedef {object} Native what only some runtimes have
 * @property {typeof import("node:crypto")} [node]
 * @property {{ SHA256: { hash(message: Uint8Array): Uint8Array } }} [Bun]
 */

/**
 * @param {Native} native
 * @returns {Promise<Contender[]>}
 */
export async function makeContenders({ node, Bun }) {
  chooseWay();
  fallback.useCore("js");
  const hashWasm = await createSHA256();
  const { subtle } = globalThis.crypto;
  return [
    ...functionsOf(library, "ours"),
    single("deriveVolumeKey, fallback", "ours", fallback.deriveVolumeKey),
    ...functionsOf(beside, "beside", ", the build beside"),
    peer("@noble/hashes", "portable", (message) => sha256(message)),
    peer("hash-wasm", "portable", (message) => hashWasm.init().update(message).digest("binary")),
    peer("@chainsafe/as-sha256", "portable", (message) => asSha256.digest(message)),
    ...(node
      ? [peer("node:crypto createHash", "native", (message) => node.createHash("sha256").update(message).digest())]
      : []),
    ...(node?.hash ? [peer("node:crypto hash", "native", (message) => node.hash("sha256", message, "buffer"))] : []),
    ...(Bun ? [peer("Bun.SHA256", "native", (message) => Bun.SHA256.hash(message))] : []),
    ...(subtle ? [webCrypto(subtle)] : []),
  ];
}

/**
 * Throws where the library has given its Wasm core up, which is what is measured.
 */
export function expectWasm() {
  const { name, reason } = library.describeCore();
  if (name !== "wasm") throw new Error(`expected the core wasm, got ${name}: ${reason}`);
}

/**
 * @param {Partial<typeof library>} build one of ours, which may lack a function
 * @param {Kind} kind
 * @param {string} [suffix] of the names
 * @returns {Contender[]}
 */
function functionsOf(
  { deriveVolumeKeyInto, deriveVolumeKey, deriveVolumeKeysInto, deriveVolumeKeys },
  kind,
  suffix = "",
) {
  const contenders = [];
  if (deriveVolumeKeyInto) {
    const key = new Uint8Array(32);
    const run = (/** @type {Uint8Array} */ secretKey, /** @type {string} */ id) => {
      deriveVolumeKeyInto(secretKey, id, key);
      return key;
    };
    contenders.push(single(`deriveVolumeKeyInto${suffix}`, kind, run));
  }
  if (deriveVolumeKey) contenders.push(single(`deriveVolumeKey${suffix}`, kind, deriveVolumeKey));
  if (deriveVolumeKeysInto) {
    const run = (/** @type {Uint8Array} */ secretKey, /** @type {string[]} */ ids) => {
      const keys = keysOf(ids.length);
      deriveVolumeKeysInto(secretKey, ids, keys);
      return keys;
    };
    contenders.push(batch(`deriveVolumeKeysInto${suffix}`, kind, run));
  }
  if (deriveVolumeKeys) contenders.push(batch(`deriveVolumeKeys${suffix}`, kind, deriveVolumeKeys));
  return contenders;
}

/** The array that the keys of a batch go into, of each size. @type {Map<number, Uint8Array>} */
const arrays = new Map();

/** @param {number} count */
function keysOf(count) {
  const keys = arrays.get(count) ?? new Uint8Array(32 * count);
  arrays.set(count, keys);
  return keys;
}

/**
 * @param {string} name
 * @param {Kind} kind
 * @param {(secretKey: Uint8Array, id: string) => Uint8Array} derive
 * @returns {Contender}
 */
function single(name, kind, derive) {
  return {
    name,
    kind,
    run(secretKey, ids) {
      for (const id of ids) derive(secretKey, id);
    },
    check: derive,
  };
}

/**
 * @param {string} name
 * @param {Kind} kind
 * @param {(secretKey: Uint8Array, ids: string[]) => Uint8Array | Uint8Array[]} derive
 * @returns {Contender}
 */
function batch(name, kind, derive) {
  return {
    name,
    kind,
    batches: true,
    run: (secretKey, ids) => void derive(secretKey, ids),
    check(secretKey, id) {
      const keys = derive(secretKey, ["a", "b", "c", id]);
      return Array.isArray(keys) ? /** @type {Uint8Array} */ (keys[3]) : keys.slice(96);
    },
  };
}

/**
 * @param {string} name
 * @param {Kind} kind
 * @param {(message: Uint8Array) => Uint8Array} digest
 * @returns {Contender}
 */
function peer(name, kind, digest) {
  return single(name, kind, (secretKey, id) => digest(messageOf(secretKey, id)));
}

/**
 * @param {SubtleCrypto} subtle
 * @returns {Contender}
 */
function webCrypto(subtle) {
  const check = async (/** @type {Uint8Array} */ secretKey, /** @type {string} */ id) =>
    new Uint8Array(await subtle.digest("SHA-256", messageOf(secretKey, id)));
  return {
    name: "WebCrypto, awaited",
    kind: "awaited",
    most: 16,
    async run(secretKey, ids) {
      for (const id of ids) await check(secretKey, id);
    },
    check,
  };
}
