/** The built package on Node, Deno and Bun. */
import * as library from "../../dist/index.js";
import { run } from "./run.js";

run(library, ["wasm", "js"]);
