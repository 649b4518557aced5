import type { EventEmitter } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, test, vi } from "vitest";
import { fileOutput, refuseTerminal, streamOutput } from "../../../src/cli/output.ts";
import { temporaryFolder } from "../../fixtures.ts";
import { FakeStream } from "./io.ts";

const folder = temporaryFolder();

test("a stream's output goes to the stream", async () => {
  const stream = new FakeStream();
  const output = streamOutput(stream);
  await output.write("a");
  await output.write(Buffer.from([0, 255]));
  await output.close(false);
  expect(stream.bytes).toEqual(Buffer.from([0x61, 0, 255]));
});

test("a stream's output waits until the data is out", async () => {
  let done = () => {};
  const order: string[] = [];
  const stream = {
    write: (_: unknown, callback: () => void) => {
      done = callback;
    },
  };
  const written = streamOutput(stream)
    .write("a")
    .then(() => order.push("written"));
  await new Promise((resolve) => setImmediate(resolve));
  order.push("done");
  done();
  await written;
  expect(order).toEqual(["done", "written"]);
});

test("a stream's error is told to who writes", async () => {
  const error = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  await expect(streamOutput(new FakeStream({ error })).write("a")).rejects.toThrow(
    /^output: expected to write all of it, got a full disk$/,
  );
});

test("a reader that has gone is told apart from other errors", async () => {
  const error = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
  await expect(streamOutput(new FakeStream({ error })).write("a")).rejects.toBe(error);
});

test("a file's output is its owner's alone, whatever the mask allows", async () => {
  const path = join(folder, "private");
  const mask = process.umask(0);
  try {
    const output = await fileOutput(path);
    await output.write("a");
    await output.write(Buffer.from("b"));
    await output.close(true);
  } finally {
    process.umask(mask);
  }
  expect(readFileSync(path, "utf8")).toBe("ab");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a file that is not complete is removed", async () => {
  const path = join(folder, "partial");
  const output = await fileOutput(path);
  await output.write("a");
  expect(existsSync(path)).toBe(true);
  await output.close(false);
  expect(existsSync(path)).toBe(false);
});

writeFileSync(join(folder, "file"), "old");
mkdirSync(join(folder, "folder"));
symlinkSync("nowhere", join(folder, "link"));

test.each(["file", "folder", "link"])("a %s that exists is left as it is", async (name) => {
  const path = join(folder, name);
  await expect(fileOutput(path)).rejects.toMatchObject({
    message: `output ${JSON.stringify(path)}: expected no such file yet, got one`,
    hint: "files are never overwritten; choose another name, or move the file away",
    exitCode: 1,
  });
  expect(readFileSync(join(folder, "file"), "utf8")).toBe("old");
  expect(existsSync(join(folder, "nowhere"))).toBe(false);
});

test.each([
  ["without its folder", "absent/file", "none"],
  ["below a file", "file/file", "a path through a file"],
  ["with a name too long", "o i".repeat(100), "ENAMETOOLONG"],
])("a file %s is not made", async (_, name, got) => {
  const path = join(folder, name);
  const shown = path.length > 200 ? `${path.slice(0, 200)}…` : path;
  await expect(fileOutput(path)).rejects.toMatchObject({
    message: `output ${JSON.stringify(shown)}: expected a place for a new file, got ${got}`,
    hint: undefined,
    exitCode: 1,
  });
});

test("raw bytes are refused to a terminal alone", () => {
  refuseTerminal(new FakeStream());
  refuseTerminal({ write: () => {} });
  expect(() => refuseTerminal(new FakeStream({ isTTY: true }))).toThrow(
    expect.objectContaining({
      message: "expected raw bytes to go into a file or a pipe, got a terminal",
      hint: "use --output FILE, pipe it into cryptsetup --key-file=-, or choose another --format",
      exitCode: 2,
    }),
  );
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("a file that %s cuts short is removed, and no listener stays behind", async (signal, code) => {
  const path = join(folder, signal);
  const before = process.listenerCount(signal);
  const exit = vi.spyOn(process, "exit").mockImplementation((() => {}) as never);
  const output = await fileOutput(path);
  await output.write("a part");
  (process as EventEmitter).emit(signal, signal, code - 128);
  expect(exit.mock.calls).toEqual([[code]]);
  expect(existsSync(path)).toBe(false);
  await output.close(true);
  expect(process.listenerCount(signal)).toBe(before);
  exit.mockRestore();
});

test("a file that takes no more says so", async () => {
  const output = await fileOutput(join(folder, "closed"));
  await output.close(true);
  await expect(output.write("a")).rejects.toThrow(/^output: expected to write all of it, got EBADF$/);
});
