/**
 * `npm run test:proof`: proves what docs/proof.md says of build/volume-key.wasm, a line a theorem.
 *
 *     npm run test:proof                all cases: minutes
 *     node test/proof/main.js --short   a part of them: under a minute, as in the gate
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expectAgreement, expectValue } from "./engine.js";
import { Machine } from "./machine.js";
import { theorems } from "./theorems.js";

const isShort = process.argv.includes("--short");
const bytes = new Uint8Array(readFileSync(new URL("../../build/volume-key.wasm", import.meta.url)));
const machine = new Machine(bytes);
const runs = isShort ? 200 : 10_000;
const values = Array.from({ length: isShort ? 10 : 300 }, (_, size) => [size]);

console.log(`build/volume-key.wasm, SHA-256 ${createHash("sha256").update(bytes).digest("hex")}`);
if (isShort) console.log("only some cases of each:");
for (const { title, prove, cases } of theorems(isShort)) report("proved", title, prove, cases);
report("tested", `${runs} random runs, the machine beside V8`, expectAgreement, [[bytes, runs]]);
report("tested", "terms with random values for their unknowns, beside OpenSSL", expectValue, values);

/**
 * @param {string} verb
 * @param {string} title
 * @param {(machine: Machine, ...args: any[]) => void} check
 * @param {any[][]} cases
 */
function report(verb, title, check, cases) {
  const begin = performance.now();
  for (const args of cases) {
    try {
      check(machine, ...args);
    } catch (error) {
      throw new Error(`not ${verb}: ${title}: case ${cases.indexOf(args)}`, { cause: error });
    }
  }
  const seconds = ((performance.now() - begin) / 1000).toFixed(1).padStart(6);
  console.log(`${verb} in ${seconds} s, ${String(cases.length).padStart(3)} cases: ${title}`);
}
