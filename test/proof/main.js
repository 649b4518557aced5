/**
 * `npm run test:proof`: proves of build/volume-key.wasm, as it is committed, what docs/proof.md says. A line a theorem.
 *
 *     npm run test:proof                all cases: some minutes
 *     node test/proof/main.js --short   some of them: under a minute, as in the gate
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Machine } from "./machine.js";
import { theorems } from "./theorems.js";

const bytes = new Uint8Array(readFileSync(new URL("../../build/volume-key.wasm", import.meta.url)));
const sha256 = createHash("sha256").update(bytes).digest("hex");
console.log(`build/volume-key.wasm, ${bytes.length} bytes, SHA-256 ${sha256}`);

const machine = new Machine(bytes);
for (const { title, prove, cases } of theorems(process.argv.includes("--short"))) {
  const begin = performance.now();
  for (const args of cases) {
    try {
      prove(machine, ...args);
    } catch (error) {
      throw new Error(`not proved: ${title} (${JSON.stringify(args)})`, { cause: error });
    }
  }
  console.log(`proved in ${((performance.now() - begin) / 1000).toFixed(1)} s: ${title} (${cases.length} cases)`);
}
