/** @import { Environment, Library } from "../suite/suite.js" */
import process from "node:process";
import { runSuite } from "../suite/suite.js";

/**
 * Runs the suite on each core that the command line names, and prints the reports as lines of JSON. First looks whether both
 * entries are of one piece, with an identity that is not there, or that nobody may read.
 *
 * @param {Library} library
 * @param {Environment} environment
 * @param {typeof import("../../../src/identity.ts")} identity
 */
export async function run(library, environment, { readIdentity }) {
  const error = await readIdentity("no identity").catch((/** @type {unknown} */ error) => error);
  if (!(error instanceof library.VolumeKeyError))
    throw new Error("expected readIdentity to fail with a VolumeKeyError");

  const cores = /** @type {("wasm" | "js" | "auto")[]} */ (process.argv.slice(2));
  for (const core of cores) console.log(JSON.stringify(runSuite(library, environment, core)));
}
