import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../fixtures.ts";

const listeners = { stdout: process.stdout.listeners("error"), stderr: process.stderr.listeners("error") };

const folder = temporaryFolder();

beforeEach(() => vi.resetModules());

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  for (const name of ["stdout", "stderr"] as const) {
    for (const listener of process[name].listeners("error")) {
      if (!listeners[name].includes(listener)) process[name].off("error", listener as () => void);
    }
  }
});

/** Runs the program in this process. */
async function main(...args: string[]) {
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation(((text: string, done?: () => void) => {
      texts[name] += text;
      done?.();
      return true;
    }) as typeof process.stdout.write);
  }
  vi.spyOn(process, "argv", "get").mockReturnValue(["node", "main.ts", ...args]);
  await import("../../cli/main.ts");
  const { exitCode } = await vi.waitUntil(() => process.exitCode !== 1 && process, { interval: 1 });
  vi.restoreAllMocks();
  return { ...texts, exitCode };
}

test("the program takes its arguments and streams from the process", async () => {
  expect(await main("--version")).toEqual({ stdout: "0.1.0\n", stderr: "", exitCode: 0 });
});

test("the program sets the exit code", async () => {
  expect(await main("--nonsense")).toEqual({
    stdout: "",
    stderr:
      'paygress-volume-key: error: unknown option "--nonsense"\nhint: an id that begins with a dash comes after --; paygress-volume-key --help shows the options\n',
    exitCode: 2,
  });
});

test("the program can be bundled as CommonJS, for a single executable", async () => {
  const { errors, outputFiles } = await build({
    entryPoints: ["cli/main.ts"],
    bundle: true,
    format: "cjs", // refuses a top-level await
    platform: "node",
    write: false,
    logLevel: "silent",
  });
  expect(errors).toEqual([]);
  writeFileSync(join(folder, "cli.cjs"), outputFiles[0]?.contents ?? "");
  expect(execFileSync(process.execPath, [join(folder, "cli.cjs"), "--version"], { encoding: "utf8" })).toBe("0.1.0\n");
});

test("the error of a closed pipe does not end the process", async () => {
  await main("--version");
  expect(process.stdout.listenerCount("error")).toBe(listeners.stdout.length + 1);
  expect(process.stderr.listenerCount("error")).toBe(listeners.stderr.length + 1);
  expect(process.stdout.emit("error", new Error("write EPIPE"))).toBe(true);
  expect(process.stderr.emit("error", new Error("write EPIPE"))).toBe(true);
});
