/** The built package where there is no WebAssembly: Node with --jitless. The choice is left to the library. */
import * as library from "../../dist/index.js";
import { run } from "./run.js";

run(library, ["auto"], true);
