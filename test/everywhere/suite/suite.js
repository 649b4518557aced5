/**
 * The one suite: it takes the library as its users import it, and runs on every runtime and core. A runner (test/everywhere/inside)
 * only starts it.
 */
import { apiCases } from "./api.js";
import { equal } from "./check.js";
import { errorCases } from "./errors.js";
import { memoryCases } from "./memory.js";
import { randomCases } from "./random.js";
import { vectorCases } from "./vectors.js";

/**
 * @import { References } from "./references.js"
 *
 * @typedef {typeof import("../../../src/index.ts")} Library
 *
 * @typedef {object} Environment what a runtime gives to the suite
 * @property {string} runtime its name and version
 * @property {Vectors} vectors
 * @property {References} references
 * @property {boolean} [slow] whether its engine only interprets, so that fewer ids are derived, and not the longest
 * @property {boolean} [noRandom] whether it has no random numbers, so that a new workload id is refused
 * @property {(value: unknown) => string} [inspect] shows a value in full, as its console does
 * @property {Foreign} [foreign] copies bytes into a typed array of another realm
 *
 * @typedef {<Name extends "Uint8Array" | "Int8Array" | "Uint32Array">(
 *   className: Name,
 *   bytes: Uint8Array,
 * ) => InstanceType<(typeof globalThis)[Name]>} Foreign
 *
 * @typedef {object} Vectors
 * @property {typeof import("../../vectors/volume-key-v1.json")} volumeKey
 * @property {typeof import("../../vectors/secret-key.json")} secretKey
 * @property {typeof import("../../vectors/volume-encryption.json")} volumeEncryption
 * @property {typeof import("../../vectors/workload-id.json")} workloadId
 *
 * @typedef {{ name: string, run: () => void }} Case
 *
 * @typedef {object} Report what one core on one runtime did
 * @property {string} runtime
 * @property {"wasm" | "js"} core
 * @property {string} [reason] why it is not WebAssembly
 * @property {number} cases
 * @property {number} milliseconds
 * @property {string[]} failures
 */

/**
 * Every case, for the core that is chosen.
 *
 * @param {Library} library
 * @param {Environment} environment
 * @param {Parameters<Library["useCore"]>[0]} core
 * @returns {Case[]}
 */
export function casesOf(library, environment, core) {
  library.useCore(core);
  return [
    ...vectorCases(library, environment),
    ...apiCases(library, environment),
    ...errorCases(library, environment),
    ...memoryCases(library, core),
    ...randomCases(library, environment),
  ];
}

/**
 * Runs every case on one core.
 *
 * @param {Library} library
 * @param {Environment} environment
 * @param {Parameters<Library["useCore"]>[0]} core
 * @returns {Report}
 */
export function runSuite(library, environment, core) {
  const cases = casesOf(library, environment, core);
  const { name, reason } = library.describeCore();
  /** @type {string[]} */
  const failures = [];
  const restore = watchConsole((words) => failures.push(`the package printed ${words}`));
  const start = Date.now();
  for (const { name: what, run } of cases) {
    try {
      run();
      equal(library.describeCore().name, name, "core afterwards"); // it may have been given up
    } catch (error) {
      failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  library.useCore("auto");
  restore();
  const milliseconds = Date.now() - start;
  return {
    runtime: environment.runtime,
    core: name,
    ...(reason === undefined ? {} : { reason }),
    cases: cases.length,
    milliseconds,
    failures,
  };
}

/**
 * Tells of everything that is printed from now on.
 *
 * @param {(words: string) => void} tell
 * @returns {() => void} what ends it
 */
function watchConsole(tell) {
  const original = { ...console };
  for (const name of Object.keys(original)) {
    Object.assign(console, { [name]: (/** @type {unknown[]} */ ...words) => tell(words.join(" ")) });
  }
  return () => void Object.assign(console, original);
}
