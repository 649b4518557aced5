import { createContext, runInContext } from "node:vm";
import { expect, it, vi } from "vitest";
import { script } from "./helpers.ts";

/** What only a derivation, a compilation or a decoding calls, here in a realm that counts it. */
const COUNTED = ["WebAssembly.Module", "WebAssembly.Instance", "String.prototype.charCodeAt"];

/** What else would compile, and what would read a file or ask the network: in a realm that has it, and counts it. */
const NEVER = [
  ...["compile", "compileStreaming", "instantiate", "instantiateStreaming", "validate"].map(
    (name) => `WebAssembly.${name}`,
  ),
  ...[
    "fetch",
    "XMLHttpRequest",
    "require",
    "process.getBuiltinModule",
    "process.binding",
    "Deno.readFileSync",
    "Bun.file",
  ],
];
const COUNT = `
  const calls = {};
  for (const path of ${JSON.stringify([...COUNTED, ...NEVER])}) {
    const [name, ...owners] = path.split(".").reverse();
    const owner = owners.reduceRight((object, member) => (object[member] ??= {}), globalThis);
    const original = ${JSON.stringify(COUNTED)}.includes(path) ? owner[name] : function () {};
    calls[path] = 0;
    owner[name] = function (...args) {
      calls[path]++;
      return new.target ? Reflect.construct(original, args) : Reflect.apply(original, this, args);
    };
    owner[name].prototype = original.prototype;
  }`;

it("importing the main entry compiles nothing, derives nothing, and does no I/O", () => {
  const context = createContext({ TextEncoder });
  runInContext(COUNT, context);
  runInContext(script("dist/index.js"), context);
  const calls = (): Record<string, number> => ({ ...runInContext("calls", context) });
  expect(Object.values(calls())).toStrictEqual([...COUNTED, ...NEVER].map(() => 0));

  // The counters do count.
  const derive = 'library.deriveVolumeKey(new Uint8Array(32), "a")';
  runInContext(derive, context);
  expect(calls()).toMatchObject({ "WebAssembly.Module": 1, "WebAssembly.Instance": 1 });
  runInContext(`library.useCore("js"); ${derive}`, context);
  for (const path of COUNTED) expect(calls()[path]).toBeGreaterThan(0);
  for (const path of NEVER) {
    runInContext(`${path}()`, context);
    expect(calls()[path]).toBe(1);
  }
});

it("importing the identity entry opens no file and compiles nothing", async () => {
  const [open, userInfo, Module] = [vi.fn(), vi.fn(), vi.fn()];
  vi.doMock("node:fs/promises", () => ({ open }));
  vi.doMock("node:os", () => ({ userInfo }));
  vi.stubGlobal("WebAssembly", { Module });
  vi.resetModules();
  const { readIdentity } = await import("../../src/identity.ts");
  for (const called of [open, userInfo, Module]) expect(called).not.toHaveBeenCalled();

  await expect(readIdentity("identity")).rejects.toThrow();
  expect(open).toHaveBeenCalledWith("identity");
});
