/** @import { Case, Environment, Library } from "./suite.js" */
import { equal, fromHex, thrownBy, toHex } from "./check.js";

/**
 * Every shared vector, one case each.
 *
 * @param {Library} library
 * @param {Environment} environment
 * @returns {Case[]}
 */
export function vectorCases(library, { vectors }) {
  return [volumeKeys, secretKeys, workloadIds, volumeEncryptions].flatMap((casesOf) => casesOf(library, vectors));
}

/**
 * @param {Library} library
 * @param {Environment["vectors"]} vectors
 * @returns {Case[]}
 */
function volumeKeys(library, { volumeKey }) {
  const { deriveVolumeKey, deriveVolumeKeyInto, deriveVolumeKeys, deriveVolumeKeysInto } = library;
  const tests = volumeKey.testGroups.flatMap((group) => group.tests);
  equal(tests.length, volumeKey.numberOfTests, "volume-key-v1 vectors");
  return tests.map((test) => ({
    name: `volume-key-v1 ${test.tcId} ${test.comment}`,
    run() {
      const secretKey = fromHex(test.secretKey);
      equal(toHex(deriveVolumeKey(secretKey, test.workloadId)), test.volumeKey, "deriveVolumeKey");
      const one = new Uint8Array(32);
      deriveVolumeKeyInto(secretKey, test.workloadId, one);
      equal(toHex(one), test.volumeKey, "deriveVolumeKeyInto");

      const ids = ["before", test.workloadId, "after", "last"]; // as many as there are lanes
      equal(toHex(deriveVolumeKeys(secretKey, ids)[1] ?? new Uint8Array()), test.volumeKey, "deriveVolumeKeys");
      const out = new Uint8Array(128);
      deriveVolumeKeysInto(secretKey, ids, out);
      equal(toHex(out.subarray(32, 64)), test.volumeKey, "deriveVolumeKeysInto");
    },
  }));
}

/**
 * @param {Library} library
 * @param {Environment["vectors"]} vectors
 * @returns {Case[]}
 */
function secretKeys({ parseSecretKey, VolumeKeyError }, { secretKey }) {
  equal(secretKey.tests.length, secretKey.numberOfTests, "secret-key vectors");
  return secretKey.tests.map((test) => ({
    name: `secret-key ${test.tcId} ${test.comment}`,
    run() {
      if (test.result === "valid") {
        equal(toHex(parseSecretKey(test.text)), test.secretKey, "parseSecretKey");
      } else {
        const error = thrownBy(() => parseSecretKey(test.text));
        equal(error instanceof VolumeKeyError, true, "is a VolumeKeyError");
        equal(error.code, test.code, "code");
      }
    },
  }));
}

/**
 * @param {Library} library
 * @param {Environment["vectors"]} vectors
 * @returns {Case[]}
 */
function workloadIds({ parseWorkloadId, VolumeKeyError }, { workloadId }) {
  equal(workloadId.tests.length, workloadId.numberOfTests, "workload-id vectors");
  return workloadId.tests.map((test) => ({
    name: `workload-id ${test.tcId} ${test.comment}`,
    run() {
      const id = test.workloadId ?? textOf(test.workloadIdUtf16 ?? "");
      if (test.result === "valid") {
        equal(parseWorkloadId(id), id, "parseWorkloadId");
      } else {
        const error = thrownBy(() => parseWorkloadId(id));
        equal(error instanceof VolumeKeyError, true, "is a VolumeKeyError");
        equal(error.code, test.code, "code");
      }
    },
  }));
}

/**
 * @param {string} utf16 hexadecimal, big-endian
 * @returns {string}
 */
function textOf(utf16) {
  return utf16.replace(/.{4}/g, (unit) => String.fromCharCode(Number.parseInt(unit, 16)));
}

/**
 * @param {Library} library
 * @param {Environment["vectors"]} vectors
 * @returns {Case[]}
 */
function volumeEncryptions({ decodeVolumeEncryption, encodeVolumeEncryption, VolumeKeyError }, { volumeEncryption }) {
  equal(volumeEncryption.tests.length, volumeEncryption.numberOfTests, "volume-encryption vectors");
  return volumeEncryption.tests.map((test) => ({
    name: `volume-encryption ${test.tcId} ${test.comment}`,
    run() {
      if (test.result === "valid") {
        const key = decodeVolumeEncryption(test.value);
        equal(toHex(key), test.volumeKey, "decodeVolumeEncryption");
        equal(
          JSON.stringify(encodeVolumeEncryption(key)),
          JSON.stringify(volumeEncryption.tests[0]?.value),
          "encodeVolumeEncryption",
        );
      } else {
        const error = thrownBy(() => decodeVolumeEncryption(test.value));
        equal(error instanceof VolumeKeyError, true, "is a VolumeKeyError");
        equal(error.code, test.code, "code");
      }
    },
  }));
}
