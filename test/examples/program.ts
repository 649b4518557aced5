/** Programs of the examples that run until they are stopped. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";

/** Milliseconds until a program that has not told its address has failed. */
const PATIENCE = 30_000;

const running = new Set<ChildProcess>();

export interface Program {
  /** The first line that it printed. */
  line: string;
  /** Asks it to end, and returns its exit code. */
  stop(): Promise<number | null>;
}

/** Starts a program, and waits for its first line. */
export async function start([command = "", ...args]: string[], cwd: string, env: Record<string, string> = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (complaint += text));
  const ended = once(child, "close").finally(() => running.delete(child));
  const failed = ended.then(() => Promise.reject(new Error(`${command} ${args.join(" ")} ended: ${complaint}`)));
  const [line] = await Promise.race([
    once(createInterface(child.stdout), "line", { signal: AbortSignal.timeout(PATIENCE) }),
    failed,
  ]);
  failed.catch(() => {});
  return {
    line: String(line),
    async stop() {
      child.kill();
      await ended;
      return child.exitCode;
    },
  } satisfies Program;
}

/** Ends what a test that failed has left running. */
export async function stopAll() {
  for (const child of running) {
    child.kill("SIGKILL");
    await once(child, "close");
  }
}
