import process from "node:process";
import { afterEach, expect, test, vi } from "vitest";
import { KEYS } from "../../build/volume-key.ts";
import { stubInstances } from "../unit/core/instances.ts";

afterEach(() => {
  vi.doUnmock("../../src/derive.ts");
  vi.resetModules();
  vi.unstubAllGlobals();
});

/** The text of `info`, where `change` may spoil what is derived: `derived` keys came before. */
async function infoWith(change?: (key: Uint8Array, id: string, derived: number) => void) {
  let derived = 0;
  vi.doMock("../../src/derive.ts", async (original) => {
    const real = await original<typeof import("../../src/derive.ts")>();
    return {
      ...real,
      deriveVolumeKey(secretKey: Uint8Array, id: string) {
        const key = real.deriveVolumeKey(secretKey, id);
        change?.(key, id, derived++);
        return key;
      },
      deriveVolumeKeys(secretKey: Uint8Array, ids: string[]) {
        const keys = real.deriveVolumeKeys(secretKey, ids);
        keys.forEach((key, i) => {
          change?.(key, ids[i] as string, derived++);
        });
        return keys;
      },
    };
  });
  const { info } = await import("../../cli/info.ts");
  return info();
}

const PASSED = "passed (the reference's key; 301 ids by both cores, also in a batch)";

test("info tells the version, the runtime, the core and that it works", async () => {
  expect(await infoWith()).toEqual({
    text: [
      "version    0.1.0",
      `runtime    Node ${process.versions.node} on ${process.platform} ${process.arch}`,
      "core       wasm",
      `self-test  ${PASSED}`,
      "",
    ].join("\n"),
    passed: true,
  });
});

test("info tells why the core is not the fastest", async () => {
  vi.stubGlobal("WebAssembly", undefined);
  const { text } = await infoWith();
  expect(text).toContain("\ncore       js (WebAssembly is not used: this runtime has no WebAssembly)\n");
  expect(text).toContain("\nself-test  passed (the reference's key)\n");
});

test("info tells of a core that its self-test has given up", async () => {
  stubInstances((exports, memory) => ({
    hashLanes(count) {
      exports.hashLanes(count);
      memory.fill(7, KEYS, KEYS + 32 * count);
    },
  }));
  const { text, passed } = await infoWith();
  expect(text).toContain("\ncore       js (WebAssembly was given up: its lanes compute a wrong key)\n");
  expect(text).toContain("\nself-test  passed (the reference's key)\n");
  expect(passed).toBe(true);
});

test("info tells of a key that is not the reference's", async () => {
  const { text, passed } = await infoWith((key) => key.fill(0));
  expect(text).toContain(
    "\nself-test  FAILED: the key is not the reference's; derive nothing with this installation\n",
  );
  expect(passed).toBe(false);
});

test.each([
  [0, "one by one", 0],
  [55, "in a batch", 1],
  [300, "on the fallback", 2],
])("info tells of cores that disagree at %d bytes, %s", async (length, _, pass) => {
  const { text, passed } = await infoWith((key, id, derived) => {
    if (Math.floor((derived - 1) / 301) === pass && id === "x".repeat(length)) key.reverse();
  });
  expect(text).toContain(
    `\nself-test  FAILED: the cores disagree at ${length} bytes; derive nothing with this installation\n`,
  );
  expect(passed).toBe(false);
});

test.each([
  [{ bun: "1.2.3", node: "24.0.0" }, "Bun 1.2.3"],
  [{ deno: "2.3.4", node: "24.0.0" }, "Deno 2.3.4"],
  [{ node: "24.0.0" }, "Node 24.0.0"],
])("info names the runtime of %j", async (versions, name) => {
  const own = process.versions;
  Object.defineProperty(process, "versions", { value: versions, configurable: true });
  try {
    expect((await infoWith()).text).toContain(`\nruntime    ${name} on `);
  } finally {
    Object.defineProperty(process, "versions", { value: own, configurable: true });
  }
});
