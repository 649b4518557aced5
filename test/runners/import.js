/** The package as Node, Deno and Bun import it. */
import * as library from "@paygress/volume-key";
import { environment } from "./packaged.js";
import { run } from "./run.js";

run(library, environment);
