/** The library in realms that others have changed: globals that are absent or forbidden, and everything frozen. */
import { type Context, createContext, runInContext } from "node:vm";
import { buildSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { SECRET_KEY as HEX, key, keyOf, NSEC } from "./helpers.ts";

/** The library as the script global `library`, with the suite's refusals as `refusals`. */
const SCRIPT = buildSync({
  stdin: {
    contents: `
      import * as library from "./src/index.ts";
      import { errorCases } from "./test/everywhere/suite/errors.js";
      import secretKey from "./test/vectors/secret-key.json";
      import volumeEncryption from "./test/vectors/volume-encryption.json";
      const refusals = () => errorCases(library, { vectors: { secretKey, volumeEncryption } });
      Object.assign(globalThis, { library, refusals });`,
    resolveDir: ".",
  },
  bundle: true,
  format: "iife",
  write: false,
}).outputFiles[0]?.text as string;

/** What the library uses where there is one, as src/index.ts says. */
const OPTIONAL = ["WebAssembly", "TextEncoder", "crypto"];

/** What it needs of ECMAScript's globals, and what the suite needs besides. */
const NEEDED = [
  "Object Array Number String Symbol BigInt RegExp Map Math Error TypeError RangeError globalThis undefined",
  "ArrayBuffer DataView Uint8Array Int32Array Uint32Array BigUint64Array",
  "Reflect Proxy JSON Set Int8Array Uint8ClampedArray encodeURIComponent",
].flatMap((names) => names.split(" "));

const FORBID = `
  const forbidden = [[Math, "random"], [globalThis.Date, "now"], [globalThis, "eval"], [globalThis, "Function"]];
  for (const [owner, name] of forbidden) {
    if (owner) owner[name] = () => { throw new TypeError(name + " is forbidden"); };
  }`;

const REDUCE = `
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!kept.includes(name)) delete globalThis[name];
  }
  delete String.prototype.isWellFormed;
  delete Uint8Array.fromBase64;
  for (const name of ["input", "lastMatch", "$_", "$&"]) delete RegExp[name];`;

/** As SES's lockdown does: every object that the globals lead to. */
const FREEZE = `
  const seen = new Set();
  const freeze = (value) => {
    if (Object(value) !== value || seen.has(value)) return;
    seen.add(value);
    if (value !== globalThis && !ArrayBuffer.isView(value)) Object.freeze(value);
    freeze(Object.getPrototypeOf(value));
    for (const { get, set, value: member } of Object.values(Object.getOwnPropertyDescriptors(value))) {
      [get, set, member].forEach(freeze);
    }
  };
  freeze(globalThis);
  for (const iterator of [[][Symbol.iterator](), ""[Symbol.iterator]()]) freeze(iterator);`;

/** What everybody calls, in the realm. The ids go through lanes where there are any. */
const DERIVE = `
  const into = () => {
    const out = new Uint8Array(32);
    library.deriveVolumeKeyInto(key, ids[0], out);
    return out;
  };
  [...library.deriveVolumeKeys(key, ids), library.deriveVolumeKey(key, ids[0]), into(),
   library.decodeVolumeEncryption(library.withVolumeEncryption({ workload_id: ids[0] }, key).volume_encryption),
   library.parseSecretKey(hex), library.parseSecretKey(nsec)].map((bytes) => bytes.join()).join(";")`;

const ids = ["a", "żółw 🐢", "78e51061-7311-48a3-82ce-6f447ed4d57b", "x".repeat(301), ""];
const EXPECTED = [...ids, ...new Array<string>(3).fill(ids[0] as string)]
  .map((id) => keyOf(key, id))
  .concat([Buffer.from(HEX, "hex"), Buffer.from(HEX, "hex")])
  .map((bytes) => Array.from(bytes).join())
  .join(";");

function realm(kept: string[] = []): Context {
  const context = createContext({ key, ids, hex: HEX, nsec: NSEC, kept: [...NEEDED, ...kept] });
  Object.assign(context, { TextEncoder, crypto: { getRandomValues: (bytes: Uint8Array) => bytes.fill(7) } });
  context.kept.push("key", "ids", "hex", "nsec", "kept", "library", "refusals");
  return context;
}

/** What goes wrong with the suite's refusals, all of them or each nth. */
function failures(context: Context, nth: number): string[] {
  const failures: string[] = runInContext(
    `refusals().filter((_, i) => i % ${nth} === 0).map(({ name, run }) => {
      try { run(); } catch (error) { return name + ": " + error.message; }
    }).filter((failure) => failure !== undefined)`,
    context,
  );
  return [...failures];
}

describe.each([
  ["before the import", [1, 0]],
  ["after the import", [0, 1]],
] as const)("a realm that is changed %s", (_, [before, after]) => {
  it.each([
    ["Math.random, Date.now, eval and Function are forbidden", FORBID, "wasm"],
    ["everything is frozen", FREEZE, "wasm"],
    ["there are no globals but those that are used", REDUCE, "wasm"],
    ["there is no WebAssembly", `kept.splice(kept.indexOf("WebAssembly"), 1); ${REDUCE}`, "js"],
    ["there is no TextEncoder", `kept.splice(kept.indexOf("TextEncoder"), 1); ${REDUCE}`, "js"],
    ["there is nothing but ECMAScript", `kept.splice(kept.indexOf("WebAssembly"), 3); ${REDUCE}`, "js"],
    ["all of it", `${REDUCE}${FORBID}${FREEZE}`, "wasm"],
  ])("where %s: the right keys, and the same refusals", (_, change, name) => {
    const context = realm(OPTIONAL);
    if (before) runInContext(`{${change}}`, context);
    runInContext(SCRIPT, context);
    if (after) runInContext(`{${change}}`, context);
    expect(runInContext(DERIVE, context)).toBe(EXPECTED);
    // What is gone after the import was taken before.
    expect({ ...runInContext("library.describeCore()", context) }).toMatchObject({ name: after ? "wasm" : name });
    expect(failures(context, 10)).toStrictEqual([]);
  });
});

describe("a refusal is one of the library's where", () => {
  it.each([
    ["Error.prototype is frozen", "Object.freeze(Error.prototype)"],
    ["Error is frozen", "Object.freeze(Error)"],
    ["there are no stack traces", "Error.stackTraceLimit = 0"],
    ["the limit of stack traces is none", 'Error.stackTraceLimit = "none"'],
    ["the limit of stack traces is gone", "delete Error.stackTraceLimit"],
    ["stack traces are of other text", 'Error.prepareStackTrace = () => "a stack"'],
    ["nothing captures a stack trace", "Error.captureStackTrace = () => { throw new TypeError() }"],
  ])("%s", (_, change) => {
    const context = realm();
    runInContext(SCRIPT, context);
    runInContext(change, context);
    expect(failures(context, change.includes("freeze") ? 1 : 10)).toStrictEqual([]);
    expect(runInContext("refusals().length", context)).toBeGreaterThan(300);
  });

  it("whatever prepares stack traces throws", () => {
    const context = realm();
    runInContext(SCRIPT, context);
    runInContext("Error.prepareStackTrace = () => { throw 1 }", context);
    const read = "try { library.parseWorkloadId('') } catch ({ name, code, message }) { [name, code, message].join() }";
    expect(runInContext(read, context)).toBe("VolumeKeyError,workload-id/empty,workload id: it is empty");
  });
});
