/** The package in QuickJS, a stand-in for Hermes: an engine with nothing but the language. */
import "../suite/instances.js";

import * as library from "@paygress/volume-key";
import { runSuite } from "../suite/suite.js";
import { references, vectors } from "./data.js";

for (const name of ["WebAssembly", "TextEncoder", "atob", "crypto", "process"]) {
  if (name in globalThis) throw new Error(`expected an engine without ${name}`);
}

const environment = { runtime: "QuickJS", vectors, references, slow: true, noRandom: true };
console.log(JSON.stringify(runSuite(library, environment, "auto")));
