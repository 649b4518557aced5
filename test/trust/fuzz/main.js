/**
 * Gives every function that takes text, bytes, JSON or arguments what nobody would, and much that is nearly right. Each refuses
 * with a code that is documented, or throws what the caller's own getter threw, or has the right result; and in a second.
 *
 *     node test/trust/fuzz/main.js               a million inputs each
 *     node test/trust/fuzz/main.js --short       20,000 each: seconds, as in the gate
 *     node test/trust/fuzz/main.js --seed=1 wipe  the same inputs again, of one function
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Script } from "node:vm";
import { build } from "esbuild";
import fc from "fast-check";
import { bundle } from "../../../tools/bundle.js";
import { makeFolder } from "../../../tools/package.js";
import { root } from "../../../tools/root.js";
import { commandEntries } from "./command.js";
import { deriveEntries } from "./derive.js";
import { replaceEngine } from "./engine.js";
import { formatEntries } from "./format.js";
import { runtimeEntries } from "./runtime.js";
import { OWN } from "./values.js";

/** @import { Entry } from "./judge.js" */

/** What is imported: one bundle, so that there is one class of errors. */
const SOURCES = ["src/index.ts", "src/identity.ts", "cli/run.ts"];

const ERRORS = "src/errors.ts";

/** Milliseconds that no input takes. Most take a thousandth. */
const LIMIT = 1000;

/** Characters of an input that are shown. */
const SHOWN = 300;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: "boolean", default: false }, seed: { type: "string" } },
});
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const COUNT = values.short ? 20_000 : 1_000_000;
/** By the source, which is what the documents are checked against: `"request/type"` or `` `secret-key/${"type" | …}` ``. */
const documented = Array.from(
  readFileSync(join(root, ERRORS), "utf8").matchAll(/^ {2}\| [`"]([a-z-]+)\/(.+)$/gm),
  ([, subject, rules = ""]) => Array.from(rules.matchAll(/[a-z-]+/g), ([rule]) => `${subject}/${rule}`),
).flat();

process.chdir(root);
const folder = makeFolder();
replaceEngine();
const library = await imported();
const another = await anew();
if (another().describeCore().name !== "wasm") throw new Error("the core that is to fail is not used at all");
mkdirSync(join(folder, "work"));
const entries = [
  ...deriveEntries(library),
  ...formatEntries(library),
  ...runtimeEntries(library, another, join(folder, "identity")),
  ...commandEntries(library.run, join(folder, "work")),
];
console.log(`seed ${seed}`);
for (const entry of entries) {
  if (positionals.length === 0 || positionals.some((word) => entry.name.startsWith(word))) await fuzz(entry);
}

/** @returns {Promise<any>} all that the command and the library have */
async function imported() {
  const file = join(folder, "library.mjs");
  const contents = SOURCES.map((name) => `export * from "./${name}";`).join("\n");
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
  });
  writeFileSync(file, outputFiles[0]?.text ?? "");
  return import(pathToFileURL(file).href);
}

/** @returns {Promise<() => any>} what makes a library that has chosen no core yet */
async function anew() {
  const script = new Script(
    await bundle(SOURCES[0] ?? "", { format: "iife", globalName: "library", footer: { js: "library;" } }),
  );
  return () => script.runInThisContext();
}

/**
 * Each kind of finding is shrunk once, and then let pass, so that others come up.
 *
 * @param {Entry} entry
 */
async function fuzz({ name, codes, share = 1, input, call }) {
  const count = share * COUNT;
  /** @type {Map<string, number>} */
  const tally = new Map();
  /** @type {Map<string, string>} */
  const findings = new Map();
  const started = Date.now();
  let slowest = 0;
  for (let done = 0; done < count; ) {
    /** @type {string | undefined} */
    let shrinking;
    const property = fc.asyncProperty(input, async (one) => {
      const begun = performance.now();
      let outcome = "accepted";
      let finding;
      try {
        let result = call(one);
        if (result instanceof Promise) result = await result;
        if (typeof result === "string") outcome = result;
      } catch (error) {
        outcome = codeOf(error, codes) ?? "finding";
        if (outcome === "finding") finding = told(error);
      }
      const taken = performance.now() - begun;
      if (shrinking !== undefined) return finding !== shrinking;
      tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
      slowest = Math.max(slowest, taken);
      if (taken > LIMIT) findings.set(`it takes more than ${LIMIT} ms`, fc.stringify(one));
      if (finding === undefined || findings.has(finding)) return true;
      shrinking = finding;
      return false;
    });
    const { numRuns, counterexample } = await fc.check(property, {
      seed: seed + done,
      numRuns: count - done,
      verbose: 0,
    });
    if (shrinking !== undefined) findings.set(shrinking, fc.stringify(counterexample?.[0]));
    done += numRuns;
  }
  const outcomes = Array.from(tally, ([outcome, n]) => `${n} ${outcome}`).sort(
    (a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10),
  );
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(
    `${name}: ${count.toLocaleString("en")} inputs in ${seconds} s, the slowest ${slowest.toFixed(0)} ms: ${outcomes.join(", ")}`,
  );
  for (const [finding, example] of findings) {
    const shown = example.length > SHOWN ? `${example.slice(0, SHOWN)}… (${example.length} characters)` : example;
    console.error(`FAILED ${name}: ${finding}: ${shown}`);
    process.exitCode = 1;
  }
}

/**
 * @param {any} error
 * @param {RegExp | undefined} codes
 * @returns {string | undefined} what it counts as, where it is as documented
 */
function codeOf(error, codes) {
  if (error === OWN) return "the caller's own";
  try {
    if (error instanceof library.VolumeKeyError && documented.includes(error.code) && codes?.test(error.code))
      return error.code;
  } catch {
    // It is nothing that can be asked.
  }
  return undefined;
}

/** @param {any} error */
function told(error) {
  try {
    const { name, code, message } = error;
    return [name, code, String(message).split("\n", 1)].filter(Boolean).join(" ").replace(/\d+/g, "N");
  } catch {
    return "a value that cannot be read";
  }
}
