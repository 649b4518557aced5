/**
 * `npm run test:mutants`: modules that differ from the Wasm core in one bit, or have a fault in their SIMD, are refused, derive
 * right keys, or hang. None derives a wrong key, and none leaves anything in its memory.
 *
 *     npm run test:mutants              all of them: some minutes
 *     npm run test:mutants -- --sample  some, and always the same: seconds, as in the gate
 */
import { readFileSync } from "node:fs";
import process from "node:process";
import binaryen from "assemblyscript/binaryen";
import { root } from "../../tools/root.js";
import { simdFaults } from "./faults.js";
import { judge } from "./judge.js";
import { VERDICTS } from "./verdicts.js";

const SAMPLE = process.argv.includes("--sample");

/** The library without its known answers. @type {import("esbuild").Plugin} */
const TRUSTFUL = {
  name: "trustful",
  setup({ onLoad }) {
    const contents = "export const computesKnownAnswer = () => true, lanesComputeKnownAnswer = () => true;";
    onLoad({ filter: /known-answers\.ts$/ }, () => ({ contents }));
  },
};

process.chdir(root);
const original = new Uint8Array(readFileSync("build/volume-key.wasm"));
await checkTheJudge();

const bits = Array.from({ length: 8 * original.length }, (_, bit) => bit).filter(
  (bit) => bit % (SAMPLE ? 97 : 1) === 0,
);
report(
  "modules that differ in one bit",
  await judge(original, bits),
  bits.map((bit) => `byte ${bit >> 3}, bit ${bit & 7}`),
);
const faults = simdFaults(original, SAMPLE ? 11 : 1);
report(
  "faults in the SIMD",
  await judge(
    original,
    faults.map(({ bytes }) => bytes),
  ),
  faults.map(({ name }) => name),
);

/** The judge tells each kind of module. With the known answers, all but the first and the last would be refused. */
async function checkTheJudge() {
  /** @type {[import("./judge.js").Mutant, import("./verdicts.js").Verdict][]} */
  const modules = [
    [original, "right"],
    [8 * Buffer.from(original).indexOf("paygress-volume-v1"), "wrong"],
    [
      withHashLast((module, body) =>
        module.block(null, [body, module.i32.store(60_000, 4, module.i32.const(0), module.i32.const(1))]),
      ),
      "unclean",
    ],
    [withHashLast((module) => module.loop("endless", module.br("endless"))), "hung"],
    [withHashLast((module) => module.unreachable()), "given up"],
    [new Uint8Array(8), "invalid"],
  ];
  const verdicts = await judge(
    original,
    modules.map(([module]) => module),
    [TRUSTFUL],
  );
  for (const [i, [, expected]] of modules.entries()) {
    if (verdicts[i] !== expected) throw new Error(`the judge finds module ${i} ${verdicts[i]}, but it is ${expected}`);
  }
}

/**
 * @param {(module: binaryen.Module, body: number) => number} change of the body of `hashLast`
 * @returns {Uint8Array<ArrayBuffer>}
 */
function withHashLast(change) {
  const module = binaryen.readBinary(original);
  const { value: name } = binaryen.getExportInfo(module.getExport("hashLast"));
  const { params, results, vars, body } = binaryen.getFunctionInfo(module.getFunction(name));
  module.removeFunction(name);
  module.addFunction(name, params, results, vars, change(module, body));
  return new Uint8Array(module.emitBinary());
}

/**
 * Prints the number of each verdict, and the names of those mutants that must not be.
 *
 * @param {string} what
 * @param {import("./verdicts.js").Verdict[]} verdicts
 * @param {string[]} names
 */
function report(what, verdicts, names) {
  const counts = VERDICTS.map((verdict) => `${verdicts.filter((one) => one === verdict).length} ${verdict}`);
  console.log(`${verdicts.length} ${what}: ${counts.join(", ")}`);
  for (const [i, verdict] of verdicts.entries()) {
    if (verdict !== "wrong" && verdict !== "unclean") continue;
    console.error(`FAILED ${verdict}: ${names[i]}`);
    process.exitCode = 1;
  }
}
