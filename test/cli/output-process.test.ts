/** FILE of --output when something comes between, with real processes. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { constants, homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { SIGNALS } from "../../cli/output-file.ts";
import { temporaryFolder } from "../fixtures.ts";
import { BOUND, IDENTITY, linesOf, runProgram, STARTS, said } from "./command.ts";

const root = temporaryFolder();
const DERIVE = ["derive", "--identity", IDENTITY, "--ids", "-", "--output", "keys"];
const PART = /^\.paygress-volume-key-[0-9a-f]{16}\.partial$/;

interface Started {
  child: ChildProcess;
  ended: Promise<{ code: number | null; stderr: string }>;
}

/** Starts the command in a folder and waits until a key is written beside FILE. */
async function started(program: readonly string[], folder: string): Promise<Started> {
  const [name = "", ...args] = program;
  const env = { DENO_DIR: join(homedir(), ".cache", "deno"), ...process.env };
  const child = spawn(name, args, { cwd: folder, env, stdio: ["pipe", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.on("data", (piece) => {
    stderr += piece;
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, stderr }));
  });
  child.stdin.on("error", () => {}); // of a command that has ended
  child.stdin.write("a\n");
  await vi.waitUntil(
    () => {
      const [part] = readdirSync(folder);
      return part !== undefined && PART.test(part) && statSync(join(folder, part)).size > 0;
    },
    { interval: 5, timeout: 30_000 },
  );
  return { child, ended };
}

function newFolder(): string {
  return mkdtempSync(join(root, "folder-"));
}

/** A disk of 64 KiB, where the user may mount one. */
function smallDisk(): string | undefined {
  const disk = newFolder();
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], { stdio: "ignore" });
  return status === 0 ? disk : undefined;
}

const EXISTS = said(
  'output "keys": it exists already',
  "files are never overwritten; choose another name, or move the file away",
);

describe.each(Object.entries(STARTS))("on %s", (_, start) => {
  test.each(SIGNALS)("%s takes what is not complete with it", async (signal) => {
    const folder = newFolder();
    const { child, ended } = await started([...start, ...DERIVE], folder);
    child.kill(signal as NodeJS.Signals);
    expect(await ended).toEqual({ code: 128 + constants.signals[signal as NodeJS.Signals], stderr: "" });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("what nobody can catch leaves no FILE, and the next run is not refused", async () => {
    const folder = newFolder();
    const { child, ended } = await started([...start, ...DERIVE], folder);
    child.kill("SIGKILL");
    await ended;
    expect(readdirSync(folder)).toEqual([expect.stringMatching(PART)]);
    expect(runProgram([...start, ...DERIVE], { folder, home: root, stdin: "a\n" }).code).toBe(0);
    expect(readFileSync(join(folder, "keys"), "utf8")).toBe(linesOf("a"));
  });

  test("a FILE that appears meanwhile stays", async () => {
    const folder = newFolder();
    const { child, ended } = await started([...start, ...DERIVE], folder);
    writeFileSync(join(folder, "keys"), "another's");
    child.stdin?.end();
    expect(await ended).toEqual({ code: 1, stderr: EXISTS });
    expect(readdirSync(folder)).toEqual(["keys"]);
    expect(readFileSync(join(folder, "keys"), "utf8")).toBe("another's");
  });

  test("of two at the same time one gets FILE", async () => {
    const folder = newFolder();
    const first = await started([...start, ...DERIVE], folder);
    expect(runProgram([...start, ...DERIVE], { folder, home: root, stdin: "b\n" }).code).toBe(0);
    first.child.stdin?.end();
    expect(await first.ended).toEqual({ code: 1, stderr: EXISTS });
    expect(readdirSync(folder)).toEqual(["keys"]);
    expect(readFileSync(join(folder, "keys"), "utf8")).toBe(linesOf("b"));
  });

  test.skipIf(BOUND === undefined)(
    "a folder made read-only on the way gets no FILE (root: needs setpriv)",
    async () => {
      const folder = newFolder();
      const { child, ended } = await started([...(BOUND ?? []), ...start, ...DERIVE], folder);
      chmodSync(folder, 0o500);
      child.stdin?.end();
      const result = await ended;
      chmodSync(folder, 0o700);
      expect(result).toEqual({ code: 1, stderr: said('output "keys": no permission') });
      // Nothing can be taken out of it either.
      const [part = "", ...others] = readdirSync(folder);
      expect({ part, others, size: statSync(join(folder, part)).size }).toEqual({
        part: expect.stringMatching(PART),
        others: [],
        size: 0,
      });
    },
  );

  test.skipIf(BOUND === undefined)("a read-only folder is refused at once (root: needs setpriv)", () => {
    const folder = newFolder();
    mkdirSync(join(folder, "locked"), { mode: 0o500 });
    const derive = [...start, "derive", "a", "--identity", "absent", "--output", "locked/keys"];
    const [name = "", ...args] = [...(BOUND ?? []), ...derive];
    expect(runProgram([name, ...args], { folder, home: root })).toEqual({
      stdout: "",
      stderr: said('output "locked/keys": no permission'),
      code: 1,
    });
  });

  test("a full disk leaves nothing (needs leave to mount a tmpfs)", ({ skip }) => {
    const disk = smallDisk();
    if (disk === undefined) return skip("no tmpfs can be mounted here");
    onTestFinished(() => void execFileSync("umount", [disk]));
    const result = runProgram([...start, ...DERIVE], { folder: disk, home: root, stdin: "a\n".repeat(10_000) });
    expect(result).toEqual({ stdout: "", stderr: said('output "keys": the disk is full'), code: 1 });
    expect(readdirSync(disk)).toEqual([]);
  });

  test.skipIf(process.platform === "win32")("a limit on the size of files leaves nothing", () => {
    const folder = newFolder();
    const limited = ["bash", "-c", 'ulimit -f 256 && exec "$@"', "bash"] as const; // 256 KiB
    // Deno's own caches are larger, and a write to them would meet the limit too: none is due after this run.
    const uncached = start.flatMap((word) => (word === "run" ? [word, "--no-code-cache"] : [word]));
    runProgram(["env", ...uncached, "--version"], { folder, home: root });
    const stdin = "a\n".repeat(10_000);
    const result = runProgram([...limited, ...uncached, ...DERIVE], { folder, home: root, stdin });
    const stderr = said('output "keys": the file would be larger than the system allows');
    expect(result).toEqual({ stdout: "", stderr, code: 1 });
    expect(readdirSync(folder)).toEqual([]);
  });
});
