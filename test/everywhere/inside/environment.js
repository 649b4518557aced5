/** @import { Environment, Vectors } from "../suite/suite.js" */
/** @import { References } from "../suite/references.js" */
import process from "node:process";
import { inspect } from "node:util";
import { runInNewContext } from "node:vm";

const { bun, deno, node } = /** @type {Record<string, string | undefined>} */ (process.versions);

/**
 * What Node, Deno and Bun give to the suite alike.
 *
 * @param {Vectors} vectors
 * @param {References} references
 * @returns {Environment}
 */
export function environmentOf(vectors, references) {
  return {
    runtime: bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : `Node ${node}`,
    vectors,
    references,
    slow: typeof WebAssembly === "undefined",
    inspect: (value) => inspect(value, { depth: null, showHidden: true }),
    foreign: (className, bytes) =>
      runInNewContext("(className, bytes) => new globalThis[className](Uint8Array.from(bytes).buffer)")(
        className,
        bytes,
      ),
  };
}
