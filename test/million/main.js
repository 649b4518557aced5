/**
 * `npm run test:million`: the keys of one million random UUIDs on every runtime, in one batch and one by one, compared with
 * those of node:crypto; then the memory that such a batch takes.
 */
import { createHash } from "node:crypto";
import process from "node:process";
import { everywhere } from "../../tools/everywhere.js";
import { root } from "../../tools/root.js";
import { PART, secretKey, uuids } from "./keys.js";
import { residentMemory } from "./memory.js";

const COUNT = 1_000_000;

/** MiB that a batch of a million may take, beside the ids and the keys. */
const MEMORY_LIMIT = 24;

process.chdir(root);
const data = { seed: Date.now() | 0, count: COUNT };
const expected = digestsOfReferences(uuids(data));
let failed = false;
for (const { runtime, missing, run } of await everywhere("test/million")) {
  if (missing !== undefined) {
    tell(runtime, `not run; to get it: ${missing}`, process.env.VOLUME_KEY_REQUIRE_ALL !== "1");
    continue;
  }
  const { core, batch, single } = await run(data);
  const fallback = core === "wasm" ? undefined : `expected the core wasm, got ${core}`;
  const problem = fallback ?? firstDifference("a batch", batch) ?? firstDifference("single derivations", single);
  tell(runtime, problem ?? `${COUNT} keys, in a batch and one by one, on ${core}: those of node:crypto`, !problem);
}
if (process.platform === "linux") {
  const taken = residentMemory(COUNT);
  const finding = `a batch of ${COUNT} takes ${taken.toFixed(1)} MiB beside its ids and keys (limit ${MEMORY_LIMIT})`;
  tell(`Node ${process.versions.node}`, finding, taken <= MEMORY_LIMIT);
}
process.exitCode = failed ? 1 : 0;

/**
 * @param {string} runtime
 * @param {string} finding
 * @param {boolean} good
 */
function tell(runtime, finding, good) {
  failed ||= !good;
  console.log(`${good ? "" : "FAILED "}${runtime}: ${finding}`);
}

/**
 * @param {string} what
 * @param {string[]} digests
 * @returns {string | undefined}
 */
function firstDifference(what, digests) {
  const part = expected.findIndex((digest, i) => digest !== digests[i]);
  if (part < 0 && digests.length === expected.length) return undefined;
  return `${what}: another key among ids ${part * PART} to ${(part + 1) * PART - 1}, seed ${data.seed}`;
}

/**
 * @param {string[]} ids
 * @returns {string[]}
 */
function digestsOfReferences(ids) {
  const prefix = Buffer.concat([Buffer.from("paygress-volume-v1\0"), secretKey, Buffer.from([0])]);
  const all = [];
  for (let first = 0; first < ids.length; first += PART) {
    const part = createHash("sha256");
    for (const id of ids.slice(first, first + PART)) {
      part.update(createHash("sha256").update(prefix).update(id).digest());
    }
    all.push(part.digest("hex"));
  }
  return all;
}
