/** The package in a worker of workerd, which compiles no Wasm: left to itself, then with the module handed in. */
import "../suite/instances.js";

import * as library from "@paygress/volume-key";
import wasm from "@paygress/volume-key/volume-key.wasm";
import { runSuite } from "../suite/suite.js";
import { references, vectors } from "./data.js";

export default {
  /**
   * @param {unknown} _
   * @param {{ runtime: string, node: boolean }} bindings
   */
  test(_, { runtime, node }) {
    if ("process" in globalThis !== node) throw new Error(`expected Node compatibility: ${node}`);
    const environment = { runtime, vectors, references };
    for (const core of [/** @type {const} */ ("auto"), wasm]) {
      console.log(JSON.stringify(runSuite(library, environment, core)));
    }
  },
};
