import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

test.each([
  ["src/index.ts", () => import("../../src/index.ts")],
  ["src/identity.ts", () => import("../../src/identity.ts")],
])("importing %s decodes, compiles and instantiates nothing", async (_, load) => {
  const [Module, Instance, decode] = [vi.fn(), vi.fn(), vi.fn()];
  vi.stubGlobal("WebAssembly", { Module, Instance });
  vi.stubGlobal("atob", decode);
  vi.resetModules();
  expect(Object.keys(await load())).not.toHaveLength(0);
  for (const called of [Module, Instance, decode]) expect(called).not.toHaveBeenCalled();
});
