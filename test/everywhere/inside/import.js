/** The package as Node, Deno and Bun import it. */
import "../suite/instances.js";

import * as library from "@paygress/volume-key";
import * as identity from "@paygress/volume-key/identity";
import { environment } from "./packaged.js";
import { run } from "./run.js";

await run(library, environment, identity);
