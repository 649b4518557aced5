/** @import { Library } from "../suite/suite.js" */
import { runSuite } from "../suite/suite.js";
import { environment } from "./environment.js";

/**
 * Runs the suite on each core and prints the reports as lines of JSON, for test/matrix.js.
 *
 * @param {Library} library
 * @param {("wasm" | "js" | "auto")[]} cores
 * @param {boolean} [slow]
 */
export function run(library, cores, slow = false) {
  for (const core of cores) console.log(JSON.stringify(runSuite(library, { ...environment, slow }, core)));
}
