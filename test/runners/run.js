/** @import { Environment, Library } from "../suite/suite.js" */
import process from "node:process";
import { runSuite } from "../suite/suite.js";

/**
 * Runs the suite on each core that the command line names, and prints the reports as lines of JSON.
 *
 * @param {Library} library
 * @param {Environment} environment
 */
export function run(library, environment) {
  const cores = /** @type {("wasm" | "js" | "auto")[]} */ (process.argv.slice(2));
  for (const core of cores) console.log(JSON.stringify(runSuite(library, environment, core)));
}
