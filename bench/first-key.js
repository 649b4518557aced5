/**
 * What a first key costs: importing the package and deriving one key in a fresh Node, beside importing @noble/hashes alone
 * and hashing the same 88 bytes. In turn, in one run.
 *
 * @import { Section } from "./table.js"
 */
import { spawnSync } from "node:child_process";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { installApp } from "../tools/package.js";
import { inOne } from "./table.js";

const ROUNDS = 40;

/** @param {string} specifier */
const deriving = (specifier) => `
  const start = performance.now();
  const { deriveVolumeKey } = await import(${JSON.stringify(specifier)});
  deriveVolumeKey(new Uint8Array(32).fill(0x42), "78e51061-7311-48a3-82ce-6f447ed4d57b");
  console.log(performance.now() - start);`;

const HASHING = `
  const start = performance.now();
  const { sha256 } = await import("@noble/hashes/sha2.js");
  sha256(new Uint8Array(88).fill(0x42));
  console.log(performance.now() - start);`;

/**
 * @param {string} [beside] another build of ours
 * @returns {Section}
 */
export function measureFirstKey(beside) {
  const app = installApp();
  const measured = Object.entries({
    "@noble/hashes alone": HASHING,
    "@paygress/volume-key": deriving("@paygress/volume-key"),
    ...(beside === undefined ? {} : { "the build beside": deriving(pathToFileURL(beside).href) }),
  }).map(([name, program]) => ({
    name,
    program,
    whole: /** @type {number[]} */ ([]),
    inside: /** @type {number[]} */ ([]),
  }));
  for (let round = -3; round < ROUNDS; round++) {
    for (const { program, whole, inside } of measured) {
      const took = run(app, program);
      if (round < 0) continue; // the first rounds fill the file cache
      whole.push(took.whole);
      inside.push(took.inside);
    }
  }
  const [noble] = measured;
  const over = (/** @type {number[]} */ times) => times.map((time, round) => time / Number(noble?.whole[round]));
  return {
    heading: `A first key, in a fresh Node ${process.versions.node}`,
    parts: [
      {
        head: ["milliseconds", "import and key", "the whole process", "the whole process ÷ @noble/hashes alone"],
        rows: measured.map(({ name, whole, inside }) => [
          name,
          inOne(inside, 1),
          inOne(whole, 1),
          inOne(over(whole), 2),
        ]),
      },
    ],
  };
}

/**
 * @param {string} app
 * @param {string} program
 */
function run(app, program) {
  const start = performance.now();
  const args = ["--input-type=module", "--eval", program];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: app, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return { whole: performance.now() - start, inside: Number(stdout) };
}
