// Writes the volume key of a workload id to standard output, 32 raw bytes, on Node, Deno and Bun:
//
//     derive-key.js CORE WORKLOAD-ID < identity
//
// The package's own name is the built package on Node and Bun, and the sources on Deno: see package.json and deno.json.
import process from "node:process";
import { text } from "node:stream/consumers";
import { deriveVolumeKey, parseSecretKey, useCore } from "@paygress/volume-key";

const [core, workloadId = ""] = process.argv.slice(2);
useCore(/** @type {"wasm" | "js"} */ (core));
process.stdout.write(deriveVolumeKey(parseSecretKey(await text(process.stdin)), workloadId));
