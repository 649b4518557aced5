import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { spawn as spawnInTerminal } from "@lydell/node-pty";
import { expect, test, vi } from "vitest";
import { keyOf, temporaryFolder } from "../fixtures.ts";
import { IDENTITY, inCheckout, linesOf, runProgram, STARTS, said } from "./command.ts";

vi.setConfig({ testTimeout: 300_000 });

const folder = temporaryFolder();

/** Runs the program after its first argument, tells its status, and holds the terminal open until it gets a line. */
const HOLD = '"$@"; printf "\\0%d\\0" "$?"; read -r _';

/**
 * Runs `derive` with a terminal as its standard input, output and error. Once the last program that has a terminal open
 * ends, what is still to be read from it may be lost; so a shell keeps it open until all has come.
 */
function deriveInTerminal(args: string[], cols = 200, TERM = "xterm"): Promise<{ shown: string; code: number }> {
  const derive = [...STARTS.Node, "derive", "--identity", IDENTITY, ...args];
  return new Promise((resolve, reject) => {
    const terminal = spawnInTerminal("bash", ["-c", HOLD, "bash", ...derive], {
      cwd: folder,
      cols,
      env: { ...process.env, TERM },
      encoding: null,
    });
    let shown = "";
    terminal.onData((piece) => {
      shown += Buffer.from(piece).toString("latin1");
      if (shown.endsWith("\0") && shown.split("\0").length === 3) terminal.write("\n");
    });
    terminal.onExit(() => {
      const [before = "", code, after] = shown.split("\0");
      if (after === undefined) reject(new Error(`the terminal ended early, after ${shown}`));
      else resolve({ shown: before, code: Number(code) });
    });
  });
}

/** As a terminal shows it. */
function onTerminal(text: string): string {
  return text.replaceAll("\n", "\r\n");
}

function idAt(i: number): string {
  return `78e51061-7311-48a3-82ce-${String(i).padStart(12, "0")}`;
}

test("a terminal is refused raw bytes", async () => {
  const stderr = said(
    "a terminal cannot show raw bytes",
    "use --output FILE, pipe it into cryptsetup --key-file=-, or choose another --format",
  );
  expect(await deriveInTerminal(["a", "--format", "raw"])).toEqual({ shown: onTerminal(stderr), code: 2 });
  writeFileSync(join(folder, "ids"), "a\nb\n");
  expect(await deriveInTerminal(["--ids", "ids", "--format=raw"])).toEqual({ shown: onTerminal(stderr), code: 2 });
});

test("a terminal shows a key in text", async () => {
  expect(await deriveInTerminal(["a"])).toEqual({ shown: onTerminal(linesOf("a")), code: 0 });
});

test("a terminal shows many keys and no progress", async () => {
  const ids = Array.from({ length: 2000 }, (_, i) => idAt(i));
  writeFileSync(join(folder, "shown"), ids.join("\n"));
  expect(await deriveInTerminal(["--ids", "shown"])).toEqual({ shown: onTerminal(linesOf(...ids)), code: 0 });
});

test.each([
  [200, /^\[=* *\] {1,3}\d{1,3} % [\d,]+ keys, [\d,]+ a second$/],
  [40, /^(\[=* *\] {1,3})? {0,2}\d{1,3} % [\d,]+ keys(, [\d,]+ a second)?$/],
])("a terminal of %d columns shows the progress of a large file and clears it at the end", async (columns, form) => {
  const count = 300_000;
  writeFileSync(join(folder, "large"), Array.from({ length: count }, (_, i) => `${idAt(i)}\n`).join(""));
  const { shown, code } = await deriveInTerminal(["--ids", "large", "--output", `keys-${columns}`], columns);
  expect(code).toBe(0);
  const [before, ...drawn] = shown.split("\r\x1b[K");
  const after = drawn.pop();
  expect({ before, after }).toEqual({ before: "", after: "" });
  expect(drawn.length).toBeGreaterThan(0);
  for (const line of drawn) {
    expect(line).toMatch(form);
    expect(line.length).toBeLessThan(columns);
  }
  const keys = readFileSync(join(folder, `keys-${columns}`), "utf8");
  expect(keys).toHaveLength(44 * count);
  expect(keys.slice(-44)).toBe(linesOf(idAt(count - 1)));
});

test("a terminal that can clear no line shows no progress", async () => {
  writeFileSync(join(folder, "many"), Array.from({ length: 300_000 }, (_, i) => `${idAt(i)}\n`).join(""));
  const result = await deriveInTerminal(["--ids", "many", "--output", "keys-dumb"], 80, "dumb");
  expect(result).toEqual({ shown: "", code: 0 });
});

test("a reader that goes ends the command with 1 and no word", () => {
  const script = `yes a | "$@" | head -n 1; echo "\${PIPESTATUS[1]}"`;
  const program = [
    "bash",
    "-c",
    script,
    "bash",
    ...STARTS.Node,
    "derive",
    "--ids",
    "-",
    "--identity",
    IDENTITY,
  ] as const;
  expect(runProgram(program, { folder })).toEqual({ stdout: `${linesOf("a")}1\n`, stderr: "", code: 0 });
});

test("a million ids from standard input take less than 80 MiB of memory", async () => {
  const count = 1_000_000;
  const peak = join(folder, "peak");
  const [node, ...start] = STARTS.Node;
  const hook = ["--import", inCheckout("test/cli/peak-memory.js")];
  const child = spawn(node, [...hook, ...start, "derive", "--ids", "-", "--identity", IDENTITY], {
    env: { ...process.env, PEAK_MEMORY_FILE: peak },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const fed = pipeline(Readable.from(chunksOf(count)), child.stdin);
  let lines = 0;
  let last = "";
  for await (const line of createInterface(child.stdout)) {
    lines++;
    last = line;
  }
  await fed;
  expect({ code: await ended, lines, last }).toEqual({
    code: 0,
    lines: count,
    last: keyOf(idAt(count - 1)).toString("base64url"),
  });
  expect(Number(readFileSync(peak, "utf8"))).toBeLessThan(80 * 1024);
});

function* chunksOf(count: number): Generator<string> {
  for (let i = 0; i < count; i += 1000) yield Array.from({ length: 1000 }, (_, j) => `${idAt(i + j)}\n`).join("");
}
