/** @import { Case, Environment, Library } from "./suite.js" */
import { checksum, equal, toHex } from "./check.js";
import { BATCH, INPUTS, randomBatches } from "./references.js";

/**
 * Derivations checked against another implementation of SHA-256.
 *
 * @param {Library} library
 * @param {Environment} environment
 * @returns {Case[]}
 */
export function randomCases(library, { references, slow }) {
  const { deriveVolumeKey, deriveVolumeKeyInto, deriveVolumeKeys, deriveVolumeKeysInto } = library;
  const { name: core } = library.describeCore();
  const out = new Uint8Array(32);
  // An engine that only interprets has nothing that goes wrong later.
  const count = slow ? 5000 : references.count;

  /** @param {keyof INPUTS} name */
  function* derivations(name) {
    let n = 0;
    for (const input of INPUTS[name]()) {
      yield { ...input, n, expected: references[name].slice(64 * n, 64 * n + 64) };
      n++;
    }
    equal(references[name].length, 64 * n, `digits of the references' ${name} keys`);
  }

  /**
   * Random derivations, all by one instance: engines have had SIMD that went wrong only once it was optimised.
   *
   * @param {number} count
   * @param {Library["deriveVolumeKeysInto"]} derive
   * @param {number} [nth] of how many batches one is derived
   */
  function expectBatches(count, derive, nth = 1) {
    const keys = new Uint8Array(32 * BATCH);
    let n = 0;
    for (const { secretKey, workloadIds } of randomBatches(references.seed, count)) {
      const expected = references.random[n];
      if (n++ % nth !== 0) continue;
      keys.fill(0);
      derive(secretKey, workloadIds, keys);
      equal(checksum(keys), expected, `seed ${references.seed}, batch ${n} of ${BATCH}`);
    }
    equal(n, Math.ceil(count / BATCH), "batches");
  }

  /**
   * @param {Library["deriveVolumeKeyInto"]} derive
   * @returns {Library["deriveVolumeKeysInto"]}
   */
  function oneByOne(derive) {
    return (secretKey, ids, keys) => {
      for (const [i, id] of ids.entries()) derive(secretKey, id, keys.subarray(32 * i, 32 * i + 32));
    };
  }

  /**
   * Derives a key into a new array and, on an engine that only interprets one of ten times, into another.
   *
   * @param {ReturnType<typeof derivations> extends Iterable<infer Derivation> ? Derivation : never} derivation
   * @param {string} what
   */
  function expectKey({ secretKey, workloadId, n, expected }, what) {
    equal(toHex(deriveVolumeKey(secretKey, workloadId)), expected, `deriveVolumeKey, ${what}`);
    if (slow && n % 10 !== 0) return;
    deriveVolumeKeyInto(secretKey, workloadId, out);
    equal(toHex(out), expected, `deriveVolumeKeyInto, ${what}`);
  }

  return [
    {
      name: `${count} random derivations`,
      run() {
        expectBatches(
          count,
          oneByOne((secretKey, id, key) => key.set(deriveVolumeKey(secretKey, id))),
        );
        expectBatches(count, oneByOne(deriveVolumeKeyInto), slow ? 10 : 1);
      },
    },
    ...(core === "wasm"
      ? [
          {
            name: `${references.count} random derivations in batches`,
            run: () => expectBatches(references.count, deriveVolumeKeysInto),
          },
        ]
      : []),
    {
      name: "every length of id from 0 to 300 bytes, in 1, 2, 3 and 4 bytes a character",
      run() {
        const all = [...derivations("lengths")];
        const secretKey = all[0]?.secretKey ?? new Uint8Array();
        const ids = all.map(({ workloadId }) => workloadId);
        const many = new Uint8Array(32 * ids.length);
        deriveVolumeKeysInto(secretKey, ids, many);
        const keys = deriveVolumeKeys(secretKey, ids);
        for (const derivation of all) {
          const { workloadId, n, expected } = derivation;
          const id = `id ${n} of ${workloadId.length} characters`;
          expectKey(derivation, id);
          equal(toHex(keys[n] ?? new Uint8Array()), expected, `deriveVolumeKeys, ${id}`);
          equal(toHex(many.subarray(32 * n, 32 * n + 32)), expected, `deriveVolumeKeysInto, ${id}`);
        }
      },
    },
    {
      name: "batches of every size from 0 to 70, of mixed lengths, ASCII and not",
      run() {
        const all = [...derivations("lengths")];
        const secretKey = all[0]?.secretKey ?? new Uint8Array();
        for (let size = 0; size <= 70; size += slow && size >= 10 ? 10 : 1) {
          // 397 is prime to their number, so that each batch has other ids at each place.
          const batch = Array.from({ length: size }, (_, i) => all[(397 * i + 71 * size) % all.length]);
          const keys = deriveVolumeKeys(
            secretKey,
            batch.map((input) => input?.workloadId ?? ""),
          );
          equal(keys.length, size, "keys");
          batch.forEach((input, i) => {
            equal(toHex(keys[i] ?? new Uint8Array()), input?.expected, `batch of ${size}, id ${i}`);
          });
        }
      },
    },
    {
      name: "batches of ids around the longest that takes a lane",
      run() {
        const all = [...derivations("lanes")];
        const secretKey = all[0]?.secretKey ?? new Uint8Array();
        // From each id on, so that each comes in each lane, where there are any.
        for (let first = 0; first < (core === "wasm" ? 32 : 1); first++) {
          const part = all.slice(first);
          const keys = deriveVolumeKeys(
            secretKey,
            part.map(({ workloadId }) => workloadId),
          );
          for (const [i, { n, expected }] of part.entries()) {
            equal(toHex(keys[i] ?? new Uint8Array()), expected, `id ${n}, from id ${first} on`);
          }
        }
      },
    },
    {
      name: "ids around the ends of the Wasm core's memory map",
      run() {
        for (const derivation of derivations("edges")) {
          // The fallback has no memory map: a few are enough.
          if (core === "js" && derivation.n % 141 !== 70) continue;
          expectKey(derivation, `id ${derivation.n} of ${derivation.workloadId.length} characters`);
        }
      },
    },
    {
      name: slow ? "an id of 1 MiB" : "ids of 1 MiB and of 8 MiB",
      run() {
        for (const derivation of derivations("long")) {
          if (slow && derivation.n > 0) continue;
          expectKey(derivation, `${derivation.workloadId.length} bytes`);
        }
      },
    },
  ];
}
