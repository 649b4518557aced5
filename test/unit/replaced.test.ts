/**
 * The library in a realm where other code has replaced functions after the import: every key is right, by both cores, and `wipe`
 * wipes.
 *
 * The language itself looks nothing up in what they do: there is no list of functions that are left alone.
 */
import { type Context, createContext, runInContext } from "node:vm";
import { buildSync } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import type * as Library from "../../src/index.ts";
import { key, keyOf } from "./helpers.ts";

const SCRIPT = buildSync({
  entryPoints: ["src/index.ts"],
  bundle: true,
  format: "iife",
  globalName: "library",
  write: false,
}).outputFiles[0]?.text as string;

/** Replaces functions by others, and puts them back: all that the globals and the syntax lead to, and the globals themselves. */
const REPLACE = `
  const { getOwnPropertyDescriptors, getOwnPropertyDescriptor, getPrototypeOf, defineProperty } = Object;
  const { ownKeys } = Reflect;
  const places = [];
  const seen = new Set([library]);
  const visit = (owner, path) => {
    if (Object(owner) !== owner || seen.has(owner)) return;
    seen.add(owner);
    for (const name of ownKeys(owner)) {
      const { value, get, set, configurable, writable } = getOwnPropertyDescriptor(owner, name);
      const place = path + "." + String(name);
      if ([value, get, set].some((member) => typeof member === "function") && (configurable || writable)) {
        places.push({ owner, name, place });
      }
      for (const member of [value, get, set]) visit(member, place);
    }
    visit(getPrototypeOf(owner), path + ".__proto__");
  };
  visit(globalThis, "");
  for (const object of [[][Symbol.iterator](), ""[Symbol.iterator](), new Map().entries(), new Set().values(),
                        "".matchAll(/./g), function* () {}, async function* () {}, async () => {}]) visit(object, "syntax");

  const replaceAll = (wanted, other) => {
    const originals = [];
    for (let i = 0; i < wanted.length; i++) {
      const { owner, name } = wanted[i];
      const original = getOwnPropertyDescriptor(owner, name);
      const changed = { ...original };
      for (const key of ["value", "get", "set"]) if (typeof changed[key] === "function") changed[key] = other;
      originals[i] = [owner, name, original];
      originals[i].changed = changed;
    }
    for (let i = 0; i < originals.length; i++) defineProperty(originals[i][0], originals[i][1], originals[i].changed);
    return () => {
      for (let i = 0; i < originals.length; i++) defineProperty(originals[i][0], originals[i][1], originals[i][2]);
    };
  };
  const others = { throws() { throw new Error("replaced"); }, nonsense: () => 7, nothing() {} };
  const setIndexes = () => {
    const owners = [Array.prototype, Object.prototype];
    for (const owner of owners) {
      for (let i = 0; i < 100; i++) defineProperty(owner, i, { get() {}, set() {}, configurable: true });
    }
    return () => {
      for (const owner of owners) for (let i = 0; i < 100; i++) delete owner[i];
    };
  };
  ({ places, replaceAll, setIndexes, others });`;

const IDS = ["a", "żółw 🐢", "78e51061-7311-48a3-82ce-6f447ed4d57b", "x".repeat(301), "", "ż".repeat(5000)];
const EXPECTED = Array.from(IDS, (id) => keyOf(key, id).join());

interface Place {
  place: string;
}
type Other = (...args: unknown[]) => unknown;

let library: typeof Library;
let places: Place[];
let others: Record<string, Other>;
let setIndexes: () => () => void;
let replaceAll: (places: Place[], other: Other) => () => void;

/** A realm of its own: it must not be that of the tests. */
beforeAll(() => {
  const context: Context = createContext({ TextEncoder, crypto });
  library = runInContext(`${SCRIPT}; library`, context);
  ({ places, replaceAll, setIndexes, others } = runInContext(REPLACE, context));
});

/** What is wrong with the keys of every function that derives, and with `wipe`. Reads by index, since the arrays are the realm's. */
function problems(): string[] {
  const found: string[] = [];
  const expectKey = (what: string, i: number, bytes: Uint8Array, offset = 0) => {
    const text = Array.from({ length: 32 }, (_, at) => bytes[offset + at]).join();
    if (text !== EXPECTED[i]) found.push(`${what}: a wrong key`);
  };
  const attempt = (what: string, call: () => void) => {
    try {
      call();
    } catch (error) {
      found.push(`${what}: ${(error as Error)?.message}`);
    }
  };
  for (const [i, id] of IDS.entries()) {
    attempt("deriveVolumeKey", () => expectKey("deriveVolumeKey", i, library.deriveVolumeKey(key, id)));
    attempt("deriveVolumeKeyInto", () => {
      const out = new Uint8Array(32);
      library.deriveVolumeKeyInto(key, id, out);
      expectKey("deriveVolumeKeyInto", i, out);
    });
  }
  for (const count of [2, IDS.length]) {
    attempt("deriveVolumeKeys", () => {
      const volumeKeys = library.deriveVolumeKeys(key, IDS.slice(0, count));
      for (let i = 0; i < count; i++) expectKey("deriveVolumeKeys", i, volumeKeys[i] as Uint8Array);
    });
    attempt("deriveVolumeKeysInto", () => {
      const out = new Uint8Array(32 * count);
      library.deriveVolumeKeysInto(key, IDS.slice(0, count), out);
      for (let i = 0; i < count; i++) expectKey("deriveVolumeKeysInto", i, out, 32 * i);
    });
  }
  attempt("wipe", () => {
    const secrets = [new Uint8Array(40).fill(7), new Uint8Array(3).fill(7), new Uint8Array(2).fill(7)] as const;
    library.wipe(secrets[0], [secrets[1], secrets[2]]);
    if (secrets.some((bytes) => bytes.some((byte) => byte !== 0))) found.push("wipe wipes nothing");
  });
  return found;
}

/** The same in a realm that is changed, and that `putBack` makes as it was. */
function problemsUntil(putBack: () => void): string[] {
  try {
    return problems();
  } finally {
    putBack();
  }
}

describe.each(["wasm", "js", "auto"] as const)("core %s,", (core) => {
  it.each(["throws", "nonsense", "nothing"])("every function replaced by one that does this: %s", (manner) => {
    expect(places.length).toBeGreaterThan(700);
    library.useCore(core);
    expect(problemsUntil(replaceAll(places, others[manner] as Other))).toStrictEqual([]);
    if (core !== "auto") expect(library.describeCore().name).toBe(core); // "auto" chooses when all is replaced
  });

  it.each(["throws", "nonsense", "nothing"])("each function by itself replaced by one that does this: %s", (manner) => {
    library.useCore(core);
    for (const place of places) {
      const found = problemsUntil(replaceAll([place], others[manner] as Other));
      expect(found, place.place).toStrictEqual([]);
    }
    if (core !== "auto") expect(library.describeCore().name).toBe(core); // "auto" chooses when all is replaced
  });

  it("setters of indexes on Array.prototype and Object.prototype, which swallow what they get", () => {
    library.useCore(core);
    expect(problemsUntil(setIndexes())).toStrictEqual([]);
  });
});
