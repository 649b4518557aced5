/** The package under `deno test` and `bun test`. */
import { test } from "node:test";
import "../suite/instances.js";

import * as library from "@paygress/volume-key";
import { runSuite } from "../suite/suite.js";
import { environment } from "./packaged.js";

for (const core of /** @type {const} */ (["wasm", "js"])) {
  test(core, () => console.log(`\n${JSON.stringify(runSuite(library, environment, core))}`));
}
