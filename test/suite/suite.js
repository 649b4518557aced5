/**
 * The one suite: it takes the library as its users import it, and runs on every runtime and core. A runner (test/runners)
 * only starts it.
 */
import { apiCases } from "./api.js";
import { errorCases } from "./errors.js";
import { memoryCases } from "./memory.js";
import { randomCases } from "./random.js";
import { vectorCases } from "./vectors.js";

/**
 * @typedef {typeof import("../../src/index.ts")} Library
 *
 * @typedef {object} Environment what a runtime gives to the suite
 * @property {string} runtime its name and version
 * @property {Vectors} vectors
 * @property {boolean} [slow] whether its engine only interprets, so that less is derived
 * @property {(message: Uint8Array) => string} sha256 another implementation of SHA-256, in hex
 * @property {(value: unknown) => string} inspect shows a value in full, as a console does
 * @property {Foreign} [foreign] copies bytes into a typed array of another realm
 *
 * @typedef {<Name extends "Uint8Array" | "Int8Array" | "Uint32Array">(
 *   className: Name,
 *   bytes: Uint8Array,
 * ) => InstanceType<(typeof globalThis)[Name]>} Foreign
 *
 * @typedef {object} Vectors
 * @property {typeof import("../vectors/volume-key-v1.json")} volumeKey
 * @property {typeof import("../vectors/secret-key.json")} secretKey
 * @property {typeof import("../vectors/volume-encryption.json")} volumeEncryption
 *
 * @typedef {{ name: string, run: () => void }} Case
 *
 * @typedef {object} Report what one core on one runtime did
 * @property {string} runtime
 * @property {string} core
 * @property {number} cases
 * @property {number} milliseconds
 * @property {string[]} failures
 */

/**
 * Every case, for the core that is chosen.
 *
 * @param {Library} library
 * @param {Environment} environment
 */
export function casesOf(library, environment) {
  return [vectorCases, apiCases, errorCases, memoryCases, randomCases].flatMap((of) => of(library, environment));
}

/**
 * Runs every case on one core.
 *
 * @param {Library} library
 * @param {Environment} environment
 * @param {"wasm" | "js" | "auto"} core
 * @returns {Report}
 */
export function runSuite(library, environment, core) {
  library.useCore(core);
  const { name } = library.describeCore();
  const cases = casesOf(library, environment);
  const failures = [];
  const start = Date.now();
  for (const { name, run } of cases) {
    library.useCore(core);
    try {
      run();
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  library.useCore("auto");
  return { runtime: environment.runtime, core: name, cases: cases.length, milliseconds: Date.now() - start, failures };
}
