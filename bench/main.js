/**
 * What a key costs, beside what a user could pick instead, on every runtime.
 *
 *     npm run bench             tables
 *     npm run bench -- --json   every measurement, in nanoseconds a key
 *     npm run bench -- --write  tables and plots, into docs/benchmarks.md too
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import process from "node:process";
import { root } from "../scripts/root.js";
import { everywhere } from "../test/matrix/everywhere.js";
import { residentMemory } from "../test/million/memory.js";
import { measureFirstKey } from "./first-key.js";
import { plotsOf } from "./plots.js";
import { growthOf, markdownOf, partsOf, textOf } from "./table.js";

/**
 * @import { Measured, Plan } from "./measure.js"
 * @import { Part } from "./table.js"
 *
 * @typedef {Measured & { runtime: string, openssl: number[] }} Result
 */

const DOCUMENT = "docs/benchmarks.md";

/** Around what is measured, in the middle of what is written by hand. */
const MARKS = ["<!-- What follows is written by `npm run bench -- --write`. -->", "<!-- Up to here. -->"];

/** What is measured beside ours, as npm knows it. */
const PEERS = ["@noble/hashes", "hash-wasm", "@chainsafe/as-sha256"];

/** @type {Plan} */
const PLAN = { batches: [4, 16, 64, 1024, 65_536], lengths: [], count: 0 };

/** How the cost grows is measured on the first runtime alone. @type {Plan} */
const GROWTH = {
  batches: [1, 2, 4, 8, 16, 64, 256, 1024, 16_384, 65_536, 1_000_000],
  lengths: [0, 36, 64, 256, 1024, 4096, 16_384, 65_536],
  count: 16,
};

/** Ids whose resident memory is measured. */
const MANY = 1_000_000;

/** Resolves `second:name` and `third:name` to other copies of the module. @type {import("esbuild").Plugin} */
const copies = {
  name: "copies",
  setup(build) {
    build.onResolve({ filter: /^(second|third):/ }, async ({ path, kind, resolveDir }) => {
      const [copy, name = ""] = path.split(":");
      const resolved = await build.resolve(name, { kind, resolveDir });
      return { path: resolved.path, suffix: `?${copy}` };
    });
  },
};

process.chdir(root);
const results = await measureAll();
if (process.argv.includes("--json")) {
  console.log(JSON.stringify(results));
} else {
  const date = new Date().toISOString().slice(0, 10);
  const machine = [`${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${date}`, ...versions()].join("; ");
  const sections = [
    ...results.map((result) => ({ heading: result.runtime, parts: partsOf(result, PLAN) })),
    ...results.slice(0, 1).map((result) => ({ heading: `Growth, ${result.runtime}`, parts: growthOf(result, GROWTH) })),
    { heading: `A first key, in a fresh Node ${process.versions.node}`, parts: measureFirstKey() },
    ...(process.platform === "linux" ? [{ heading: "Resident memory", parts: measureMemory() }] : []),
  ];
  console.log([machine, ...sections.map(({ heading, parts }) => textOf(heading, parts))].join("\n\n"));
  if (process.argv.includes("--write")) write(machine, sections);
}

/** @returns {Promise<Result[]>} */
async function measureAll() {
  /** @type {Result[]} */
  const results = [];
  for (const { runtime, missing, run } of await everywhere("bench", [copies])) {
    if (missing !== undefined) {
      console.error(`NOT RUN ${runtime}; to get it: ${missing}`);
      continue;
    }
    const before = openssl();
    const measured = await run(results.length === 0 ? GROWTH : PLAN);
    results.push({ runtime, ...measured, openssl: [...before, ...openssl()] });
  }
  return results;
}

/** @returns {Part[]} */
function measureMemory() {
  const taken = Array.from({ length: 5 }, () => residentMemory(MANY).toFixed(1));
  const title = `${MANY} keys into one array, Node ${process.versions.node}`;
  return [
    { head: [title, "five runs"], rows: [["MiB beside a process with the ids and the array", taken.join(", ")]] },
  ];
}

/**
 * Puts the measurements into the document, between what was written by hand, and the plots beside it.
 *
 * @param {string} machine
 * @param {{ heading: string, parts: Part[] }[]} sections
 */
function write(machine, sections) {
  const [begin = "", end = ""] = MARKS;
  const [before, , after] = readFileSync(DOCUMENT, "utf8").split(new RegExp(MARKS.join("|")));
  const measured = [`Measured on: ${machine}.`, ...sections.map(({ heading, parts }) => markdownOf(heading, parts))];
  writeFileSync(DOCUMENT, before + [begin, ...measured, end].join("\n\n") + after);
  for (const [name, svg] of Object.entries(plotsOf(results, GROWTH))) writeFileSync(`docs/plots/${name}.svg`, svg);
}

/** @returns {string[]} of what is measured beside ours, and is not part of a runtime */
function versions() {
  const peers = PEERS.map((name) => {
    const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
    return `${name} ${version}`;
  });
  return [...peers, execFileSync("openssl", ["version"], { encoding: "utf8" }).replace(/ \d+ .*\n/, "")];
}

/**
 * OpenSSL's own loop in C, on messages of 88 bytes, as the limit.
 *
 * @returns {number[]} nanoseconds a message, several times
 */
function openssl() {
  const args = ["speed", "-bytes", "88", "-evp", "sha256", "-seconds", "1"];
  return Array.from({ length: 2 }, () => {
    const printed = execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const thousands = Number(printed.match(/sha256\s+([\d.]+)k/)?.[1]);
    return (1e6 * 88) / thousands;
  });
}
