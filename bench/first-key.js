/**
 * What a first key costs: importing the package and deriving one key in a fresh Node, beside importing @noble/hashes alone
 * and hashing the same 88 bytes. In turn, in one run; the ratios are taken round by round.
 *
 * @import { Part } from "./table.js"
 */
import { spawnSync } from "node:child_process";
import process from "node:process";
import { installApp } from "../test/matrix/package.js";
import { ratios, spread } from "./table.js";

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

/** @returns {Part[]} */
export function measureFirstKey() {
  const app = installApp();
  const [ours, noble] = [measurements(), measurements()];
  for (let round = -3; round < ROUNDS; round++) {
    for (const { program, times } of [
      { program: PROGRAMS.ours, times: ours },
      { program: PROGRAMS.noble, times: noble },
    ]) {
      const { whole, inside } = run(app, program);
      if (round < 0) continue; // the first rounds fill the file cache
      times.whole.push(whole);
      times.inside.push(inside);
    }
  }
  return [
    part("milliseconds of the whole process", ours.whole, noble.whole),
    part("milliseconds of import and first key", ours.inside, noble.inside),
  ];
}

/**
 * @param {string} title
 * @param {number[]} ours
 * @param {number[]} noble
 * @returns {Part}
 */
function part(title, ours, noble) {
  return {
    head: [title, "median", "10th to 90th percentile"],
    rows: [
      spread("@paygress/volume-key", ours, 1),
      spread("@noble/hashes alone", noble, 1),
      spread("ratio", ratios(ours, noble), 2),
    ],
  };
}

/** @returns {{ whole: number[], inside: number[] }} */
function measurements() {
  return { whole: [], inside: [] };
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
