/** The sources as they are, on Deno and Bun. */
import * as library from "../../src/index.ts";
import { run } from "./run.js";

run(library, ["wasm", "js"]);
