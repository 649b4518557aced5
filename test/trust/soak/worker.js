/** A thread of main.js: takes one part after the other, derives its keys, and compares each with node:crypto's. */
import { createHash } from "node:crypto";
import { workerData } from "node:worker_threads";
import { deriveVolumeKeyInto, deriveVolumeKeysInto, describeCore, useCore } from "@paygress/volume-key";
import { PART, partOf } from "./parts.js";

/**
 * @typedef {object} Shared what the threads share
 * @property {number} seed of the first part
 * @property {number} fallback parts, the first ones, whose keys the fallback derives
 * @property {number} references parts, the last ones, of which only a digest of node:crypto's keys is asked for
 * @property {number} parts in all
 * @property {Int32Array} next the number of the part whose turn it is, and of those that are done
 * @property {Uint8Array} digests of the last ones
 */

/** @type {Shared} */
const { seed, fallback, references, parts, next, digests } = workerData;

const keys = new Uint8Array(32 * PART);
const outs = Array.from({ length: PART }, (_, i) => keys.subarray(32 * i, 32 * i + 32));
const expected = Buffer.alloc(32 * PART);

let core = "";
for (let part = Atomics.add(next, 0, 1); part < parts; part = Atomics.add(next, 0, 1)) {
  const { secretKey, ids } = partOf(seed + part);
  const prefix = Buffer.concat([Buffer.from("paygress-volume-v1\0"), secretKey, Buffer.from([0])]);
  for (const [i, id] of ids.entries()) expected.set(createHash("sha256").update(prefix).update(id).digest(), 32 * i);
  const place = part - (parts - references);
  if (place >= 0) digests.set(createHash("sha256").update(expected).digest(), 32 * place);
  else {
    choose(part < fallback ? "js" : "wasm");
    if (part % 2 === 0) deriveVolumeKeysInto(secretKey, ids, keys);
    else for (const [i, out] of outs.entries()) deriveVolumeKeyInto(secretKey, ids[i] ?? "", out);
    const wrong = outs.findIndex((key, i) => expected.compare(key, 0, 32, 32 * i, 32 * i + 32) !== 0);
    if (wrong >= 0) throw new Error(`another key of id ${wrong} with the seed ${seed + part}, ${core}`);
    if (describeCore().name !== core) throw new Error(`expected the core ${core}, got ${describeCore().reason}`);
    keys.fill(0);
  }
  Atomics.add(next, 1, 1);
}

/** @param {"js" | "wasm"} wanted */
function choose(wanted) {
  if (core !== wanted) useCore(wanted);
  core = wanted;
}
