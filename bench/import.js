/**
 * What a first key costs: importing the package and deriving one key in a fresh Node, beside importing @noble/hashes alone
 * and hashing the same 88 bytes. In turn, in one run; the ratios are taken round by round.
 *
 *     npm run bench
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { installApp } from "../test/matrix/package.js";

const ROUNDS = 60;

/** Each prints the milliseconds from before the import until the key is there. */
const PROGRAMS = {
  ours: `
    const start = performance.now();
    const { deriveVolumeKey } = await import("@paygress/volume-key");
    deriveVolumeKey(new Uint8Array(32).fill(0x42), "78e51061-7311-48a3-82ce-6f447ed4d57b");
    console.log(performance.now() - start);`,
  noble: `
    const start = performance.now();
    const { sha256 } = await import("@noble/hashes/sha2.js");
    sha256(new Uint8Array(88).fill(0x42));
    console.log(performance.now() - start);`,
};

const app = installApp();
/** @type {{ process: number[], import: number[] }} */
const [ours, noble] = [measurements(), measurements()];
for (let round = -3; round < ROUNDS; round++) {
  for (const [name, times] of /** @type {const} */ ([
    ["ours", ours],
    ["noble", noble],
  ])) {
    const { process: whole, import: part } = run(PROGRAMS[name]);
    if (round < 0) continue; // the first rounds fill the file cache
    times.process.push(whole);
    times.import.push(part);
  }
}

console.log(`Node ${process.versions.node}, ${ROUNDS} rounds in turn, medians (10th to 90th percentile)\n`);
for (const [what, key] of /** @type {const} */ ([
  ["whole process", "process"],
  ["import and first key", "import"],
])) {
  const ratios = ours[key].map((time, i) => time / Number(noble[key][i]));
  console.log(what);
  console.log(`  @paygress/volume-key    ${spread(ours[key])} ms`);
  console.log(`  @noble/hashes alone     ${spread(noble[key])} ms`);
  console.log(`  ratio                   ${spread(ratios)}`);
}

/** @returns {{ process: number[], import: number[] }} */
function measurements() {
  return { process: [], import: [] };
}

/** @param {string} program */
function run(program) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: join(app),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return { process: performance.now() - start, import: Number(stdout) };
}

/** @param {number[]} values */
function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const [median, low, high] = [0.5, 0.1, 0.9].map((part) => Number(sorted[Math.floor(part * (sorted.length - 1))]));
  return `${median?.toFixed(2)} (${low?.toFixed(2)} to ${high?.toFixed(2)})`;
}
