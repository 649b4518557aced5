/** The folders in which the suite runs: the package as its users have it, beside the suite and what runs it. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installApp, makeFolder } from "../../tools/package.js";
import { root } from "../../tools/root.js";
import { makeReferences } from "./references.js";

/** What a user's folder gets of ours, to run there. */
const TESTS = ["test/everywhere/suite", "test/everywhere/inside", "test/package/types/usage.ts"];

/**
 * Makes two temporary folders in which the suite is run: `app`, a user's, and `jsr`, with the sources that JSR publishes.
 *
 * @param {number | undefined} count of random derivations
 * @returns {{ app: string, jsr: string }}
 */
export function install(count) {
  const [app, jsr] = [installApp(), makeFolder()];

  const { publish } = JSON.parse(readFileSync(join(root, "deno.json"), "utf8"));
  const left = new Set(publish.exclude.map((/** @type {string} */ name) => join(root, name)));
  for (const name of publish.include) {
    cpSync(join(root, name), join(jsr, name), { recursive: true, filter: (from) => !left.has(from) });
  }
  cpSync(join(root, "test/vectors"), join(jsr, "test/vectors"), { recursive: true });

  const references = JSON.stringify(makeReferences(Date.now() | 0, count));
  for (const folder of [app, jsr]) {
    for (const name of TESTS) cpSync(join(root, name), join(folder, name), { recursive: true });
    writeFileSync(join(folder, "test/everywhere/references.json"), references);
  }
  return { app, jsr };
}

/**
 * What a page that runs the suite is given.
 *
 * @param {string} app the user's folder
 * @param {string[]} cores
 */
export function suiteData(app, cores) {
  /** @param {string} path */
  const read = (path) => JSON.parse(readFileSync(join(app, path), "utf8"));
  const folder = "node_modules/@paygress/volume-key/test/vectors";
  const vectors = {
    volumeKey: read(`${folder}/volume-key-v1.json`),
    secretKey: read(`${folder}/secret-key.json`),
    volumeEncryption: read(`${folder}/volume-encryption.json`),
    workloadId: read(`${folder}/workload-id.json`),
  };
  return { cores, vectors, references: read("test/everywhere/references.json") };
}
