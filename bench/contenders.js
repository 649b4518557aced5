/**
 * Who is measured: ours, and what a user could pick instead, each doing the same whole job: secret key and workload id as a
 * string in, 32 fresh bytes out. The peers get the message put together in the fastest way that we know.
 */

import * as fallback from "second:@paygress/volume-key";
import * as scalar from "third:@paygress/volume-key";
import * as asSha256 from "@chainsafe/as-sha256";
import { sha256 } from "@noble/hashes/sha2.js";
import * as library from "@paygress/volume-key";
import { createSHA256 } from "hash-wasm";
import { VOLUME_KEY_WASM } from "../build/volume-key.ts";
import { fromHex } from "../test/suite/check.js";

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {number} most ids at a time: what takes one by one, takes as long for each of more
 * @property {(secretKey: Uint8Array, ids: string[]) => Promise<void> | void} run derives a key for each id
 * @property {(secretKey: Uint8Array, id: string) => Promise<Uint8Array> | Uint8Array} check derives one in the same way
 *
 * @typedef {object} Native what only some runtimes have
 * @property {typeof import("node:crypto")} [node]
 * @property {{ SHA256: { hash(message: Uint8Array): Uint8Array } }} [Bun]
 */

const message = new Uint8Array(52 + 65_536);
message.set(new TextEncoder().encode("paygress-volume-v1\0"));
const idRoom = message.subarray(52);
const encoder = new TextEncoder();

/**
 * Moves an id into the peers' message, by one call.
 *
 * @param {string} id
 * @returns {number} its bytes
 */
function encode(id) {
  return encoder.encodeInto(id, idRoom).written;
}

/**
 * The same, character by character.
 *
 * @param {string} id
 * @returns {number}
 */
function copy(id) {
  for (let i = 0; i < id.length; i++) {
    const c = id.charCodeAt(i);
    if (c > 0x7f) return encode(id);
    idRoom[i] = c;
  }
  return id.length;
}

let move = encode;

/** Chooses the faster way on this runtime, measured in turn. */
function chooseMove() {
  const id = JSON.parse('"78e51061-7311-48a3-82ce-6f447ed4d57b"');
  const time = (/** @type {typeof move} */ way) => {
    const start = performance.now();
    for (let n = 0; n < 50_000; n++) way(id);
    return performance.now() - start;
  };
  let [encoding, copying] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 20; round++) {
    encoding = Math.min(encoding, time(encode));
    copying = Math.min(copying, time(copy));
  }
  move = copying < encoding ? copy : encode;
}

/**
 * @param {Uint8Array} secretKey
 * @param {string} id
 */
function messageOf(secretKey, id) {
  message.set(secretKey, 19);
  return message.subarray(0, 52 + move(id));
}

/**
 * @param {Native} native
 * @returns {Promise<Contender[]>}
 */
export async function makeContenders({ node, Bun }) {
  if (!library.describeCore().simd) throw new Error("expected SIMD, which is what is measured");
  chooseMove();
  // Copies: one alone would compile anew with each change, and engines take their time to optimise.
  fallback.useCore("js");
  scalar.useCore({ scalar: new WebAssembly.Module(Uint8Array.from(fromHex(VOLUME_KEY_WASM))) });
  const hashWasm = await createSHA256();
  const { subtle } = globalThis.crypto;
  return [
    single("deriveVolumeKey", library),
    single("deriveVolumeKey, fallback", fallback),
    batch("deriveVolumeKeysInto", into(library)),
    batch("deriveVolumeKeysInto, scalar core", into(scalar)),
    { ...batch("deriveVolumeKeysInto, fallback", into(fallback)), most: 1024 },
    batch("deriveVolumeKeys", library.deriveVolumeKeys),
    peer("@noble/hashes", (bytes) => sha256(bytes)),
    peer("hash-wasm", (bytes) => hashWasm.init().update(bytes).digest("binary")),
    peer("@chainsafe/as-sha256", (bytes) => asSha256.digest(bytes)),
    ...(node ? [peer("node:crypto createHash", (bytes) => node.createHash("sha256").update(bytes).digest())] : []),
    ...(node?.hash ? [peer("node:crypto hash", (bytes) => node.hash("sha256", bytes, "buffer"))] : []),
    ...(Bun ? [peer("Bun.SHA256", (bytes) => Bun.SHA256.hash(bytes))] : []),
    ...(subtle ? [webCrypto(subtle)] : []),
  ];
}

/**
 * @param {string} name
 * @param {typeof library} library
 * @returns {Contender}
 */
function single(name, { deriveVolumeKey }) {
  return {
    name,
    most: 1024,
    run(secretKey, ids) {
      for (const id of ids) deriveVolumeKey(secretKey, id);
    },
    check: deriveVolumeKey,
  };
}

/**
 * @param {string} name
 * @param {(secretKey: Uint8Array, ids: string[]) => Uint8Array | Uint8Array[]} run
 * @returns {Contender}
 */
function batch(name, run) {
  return {
    name,
    most: Number.POSITIVE_INFINITY,
    run: (secretKey, ids) => void run(secretKey, ids),
    check(secretKey, id) {
      const keys = run(secretKey, ["a", "b", "c", id]);
      return Array.isArray(keys) ? /** @type {Uint8Array} */ (keys[3]) : keys.slice(96);
    },
  };
}

/**
 * @param {typeof library} library
 * @returns {(secretKey: Uint8Array, ids: string[]) => Uint8Array}
 */
function into({ deriveVolumeKeysInto }) {
  return (secretKey, ids) => {
    const out = outOf(ids.length);
    deriveVolumeKeysInto(secretKey, ids, out);
    return out;
  };
}

/** The array that the results of a batch go into, of each size. @type {Map<number, Uint8Array>} */
const outs = new Map();

/** @param {number} count */
function outOf(count) {
  const out = outs.get(count) ?? new Uint8Array(32 * count);
  outs.set(count, out);
  return out;
}

/**
 * @param {string} name
 * @param {(message: Uint8Array) => Uint8Array} digest
 * @returns {Contender}
 */
function peer(name, digest) {
  return {
    name,
    most: 1024,
    run(secretKey, ids) {
      for (const id of ids) digest(messageOf(secretKey, id));
    },
    check: (secretKey, id) => digest(messageOf(secretKey, id)),
  };
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
    most: 16,
    async run(secretKey, ids) {
      for (const id of ids) await check(secretKey, id);
    },
    check,
  };
}
