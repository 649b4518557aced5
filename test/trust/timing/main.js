/**
 * Whether the time of a derivation tells anything of the secret key: one and the same key against random ones, in turns that
 * nobody can foresee.
 *
 *     node test/trust/timing/main.js                  a million measurements of each function and core: some minutes
 *     node test/trust/timing/main.js --count=100000   fewer
 *
 * It fails where |t| is 4.5 or more, the usual limit, or where that of a function that does tell is less. To be run on a machine
 * that does nothing else: then a difference of a nanosecond in some thousand is found.
 */
import { randomFillSync } from "node:crypto";
import process from "node:process";
import { parseArgs } from "node:util";
import { deriveVolumeKeyInto, deriveVolumeKeysInto, useCore } from "@paygress/volume-key";
import { Comparison } from "./welch.js";

/** Where a difference counts. */
const LIMIT = 4.5;

/** Derivations that are measured together. A reading of the clock takes a tenth of that. */
const TOGETHER = 8;

/** Measurements whose secret keys are made beforehand, each in a buffer of its own. */
const ROUND = 1000;

/** Measurements that do not count: the engine has not optimised yet. */
const FIRST = 50 * ROUND;

const { values } = parseArgs({ options: { count: { type: "string", default: "1000000" } } });
const count = Number(values.count);

/** The key of the one class. Zeros are what a branch or a table would treat unlike others. */
const fixed = new Uint8Array(32);

const ids = Array.from({ length: TOGETHER }, (_, i) => `78e51061-7311-48a3-82ce-${String(i).padStart(12, "0")}`);
const out = new Uint8Array(32 * TOGETHER);
const outs = ids.map((_, i) => out.subarray(32 * i, 32 * i + 32));

/** @param {Uint8Array} secretKey */
function derive(secretKey) {
  for (let i = 0; i < TOGETHER; i++) {
    deriveVolumeKeyInto(secretKey, /** @type {string} */ (ids[i]), /** @type {Uint8Array} */ (outs[i]));
  }
}

/** @param {Uint8Array} secretKey */
function deriveBatch(secretKey) {
  deriveVolumeKeysInto(secretKey, ids, out);
}

/**
 * As one that compares keys byte by byte, and stops where they differ: once in a measurement.
 *
 * @param {Uint8Array} secretKey
 */
function deriveAndTell(secretKey) {
  let i = 0;
  while (i < 32 && secretKey[i] === fixed[i]) i++;
  out[0] = i;
  derive(secretKey);
}

/** @type {[what: string, core: "wasm" | "js", run: (secretKey: Uint8Array) => void, tells?: boolean][]} */
const SUBJECTS = [
  ["control, which compares the secret key", "wasm", deriveAndTell, true],
  ["deriveVolumeKeyInto", "wasm", derive],
  ["deriveVolumeKeysInto", "wasm", deriveBatch],
  ["deriveVolumeKeyInto", "js", derive],
  ["deriveVolumeKeysInto", "js", deriveBatch],
];

for (const [what, core, run, tells = false] of SUBJECTS) {
  useCore(core);
  const { t, difference } = measure(run);
  const isRight = Math.abs(t) >= LIMIT === tells;
  if (!isRight) process.exitCode = 1;
  const finding = `|t| = ${Math.abs(t).toFixed(2)}, ${difference.toFixed(2)} ns in ${TOGETHER} derivations`;
  console.log(`${isRight ? "" : "FAILED "}${what}, ${core}: ${count.toLocaleString("en")} measurements, ${finding}`);
}

/**
 * @param {(secretKey: Uint8Array) => void} run
 * @returns {Comparison}
 */
function measure(run) {
  const secrets = Array.from({ length: ROUND }, () => new Uint8Array(new ArrayBuffer(32)));
  const random = new Uint8Array(32 * ROUND);
  const sides = new Uint8Array(ROUND);
  /** @type {number[]} */
  const first = [];
  /** @type {Comparison | undefined} */
  let comparison;
  for (let done = 0; done < FIRST + count; done += ROUND) {
    randomFillSync(random);
    randomFillSync(sides);
    for (let i = 0; i < ROUND; i++) {
      const key = /** @type {number} */ (sides[i]) & 1 ? random.subarray(32 * i, 32 * i + 32) : fixed;
      secrets[i]?.set(key);
    }
    for (let i = 0; i < ROUND; i++) {
      const secretKey = /** @type {Uint8Array} */ (secrets[i]);
      const begun = process.hrtime.bigint();
      run(secretKey);
      const time = Number(process.hrtime.bigint() - begun);
      if (done < FIRST) first.push(time);
      else {
        comparison ??= new Comparison(first.slice(first.length >> 1));
        comparison.add(/** @type {0 | 1} */ (/** @type {number} */ (sides[i]) & 1), time);
      }
    }
  }
  return comparison ?? new Comparison(first);
}
