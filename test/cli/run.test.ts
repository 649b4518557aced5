import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { run } from "../../cli/run.ts";
import { NSEC, temporaryFolder } from "../fixtures.ts";
import { FakeStream, fakeIo } from "./io.ts";

const folder = temporaryFolder();
const identity = join(folder, "identity");
writeFileSync(identity, NSEC, { mode: 0o600 });

afterEach(() => {
  vi.doUnmock("../../cli/info.ts");
  vi.resetModules();
  vi.unstubAllEnvs();
});

test("new-id prints another UUID each time", async () => {
  const io = fakeIo();
  expect(await run(["new-id"], io)).toBe(0);
  expect(await run(["new-id"], io)).toBe(0);
  const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
  expect(io.stdout.text).toMatch(new RegExp(`^(${uuid}\n){2}$`));
  expect(new Set(io.stdout.text.split("\n")).size).toBe(3);
});

test("info ends with 1 when its self-test fails, and its report is no result", async () => {
  vi.resetModules();
  vi.doMock("../../cli/info.ts", () => ({ info: () => ({ text: "FAILED\n", passed: false }) }));
  const fresh = await import("../../cli/run.ts");
  const io = fakeIo();
  expect(await fresh.run(["info"], io)).toBe(1);
  expect([io.stdout.text, io.stderr.text]).toEqual(["", "FAILED\n"]);
});

test("what fails ends with 1, and with no hint where there is none", async () => {
  const io = fakeIo([], {
    stdout: new FakeStream({ error: Object.assign(new Error("no space"), { code: "ENOSPC" }) }),
  });
  expect(await run(["--version"], io)).toBe(1);
  expect(io.stderr.text).toBe("paygress-volume-key: error: standard output: the disk is full\n");
});

test("a reader that has gone ends it with 1 and no word", async () => {
  const error = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
  const io = fakeIo([], { stdout: new FakeStream({ error }) });
  expect(await run(["derive", "a", "--identity", identity], io)).toBe(1);
  expect(io.stderr.text).toBe("");
});

test("a standard error that nobody reads leaves the exit code as it is", async () => {
  const io = fakeIo([], { stderr: new FakeStream({ error: new Error("write EPIPE") }) });
  expect(await run(["derive"], io)).toBe(2);
});

interface Vector {
  tcId: number;
  text: string;
  result: string;
}

const { tests } = JSON.parse(readFileSync("test/vectors/secret-key.json", "utf8")) as { tests: Vector[] };
// The shorter ones are nobody's key: "", "   " and "not a key".
const typed = tests.filter(({ text }) => text.length >= 20);

test("there are secret keys to type", () => {
  expect(typed.length).toBeGreaterThan(35);
});

test.each(typed)("vector $tcId typed in any place is not shown", async ({ text }) => {
  vi.stubEnv("HOME", folder); // where there is no identity
  for (const args of [
    [text],
    [`--${text}`],
    ["derive", text],
    ["derive", "a", text],
    ["derive", "a", "--identity", text],
    ["derive", "a", "--output", text],
    ["derive", "a", "--format", text],
    ["derive", "--ids", text],
    ["derive", "a", `--nonsense=${text}`],
    ["new-id", text],
  ]) {
    const io = fakeIo();
    expect(await run(args, io)).not.toBe(0);
    expect(io.stdout.text).toBe("");
    const shown = io.stderr.text;
    for (let i = 0; i + 8 <= text.length; i++) expect(shown).not.toContain(text.slice(i, i + 8));
  }
});
