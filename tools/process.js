/** Programs that run for a row, each in a process group of its own, so that it ends with all that it has started. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * @import { ChildProcess } from "node:child_process"
 * @import { Report } from "../test/everywhere/suite/suite.js"
 *
 * @typedef {object} Options
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] in place of ours
 * @property {string} [input] what it reads
 * @property {boolean} [talks] whether it writes to standard error when all is well
 */

/** Seconds until a program has failed. The slowest row takes a tenth of it here. */
const TIME_LIMIT = 240;

/** @type {Set<ChildProcess>} */
const running = new Set();

// Before the temporary folders go. The keys of a terminal reach only the group of the host.
process.prependListener("exit", () => {
  for (const child of running) signalGroup(child, "SIGKILL");
});
for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
  process.once(signal, () => process.exit(128 + number));
}

/**
 * Runs a program to its end.
 *
 * @param {string[]} command
 * @param {Options} [options]
 * @returns {Promise<string>} what it wrote to standard output
 * @throws {Error} where it failed, or complained
 */
export async function runToEnd(command, options) {
  let stdout = "";
  await runUntil(command, options, (child, fail) => {
    child.stdout?.on("data", (chunk) => (stdout += chunk));
    let complained = false;
    child.stderr?.on("data", () => (complained = !options?.talks));
    return once(child, "close").then(([status]) =>
      status !== 0 || complained ? fail(`it ended with ${status}`) : undefined,
    );
  });
  return stdout;
}

/**
 * Runs a program that prints reports, as test/everywhere/inside/run.js does.
 *
 * @param {string[]} command
 * @param {Options} [options]
 * @returns {Promise<Report[]>}
 */
export async function runReports(command, options) {
  const lines = (await runToEnd(command, options)).split("\n");
  return lines.filter((line) => line.startsWith('{"runtime"')).map((line) => JSON.parse(line));
}

/**
 * Runs a program until there is a result, and ends it.
 *
 * @template T
 * @param {string[]} command
 * @param {Options | undefined} options
 * @param {(child: ChildProcess, fail: (problem: string) => never) => Promise<T>} result
 * @returns {Promise<T>}
 */
export async function runUntil([program = "", ...args], { cwd, env, input = "" } = {}, result) {
  const child = spawn(program, args, { cwd, env, detached: true });
  running.add(child);
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk) => (printed += chunk));
  }
  // A program that reads nothing closes the pipe: what it did then is told by its status.
  child.stdin.on("error", () => {}).end(input);
  const closed = once(child, "close").catch(() => {});
  const late = sleep(1000 * TIME_LIMIT, undefined, { ref: false }).then(() => fail(`no end in ${TIME_LIMIT} seconds`));
  try {
    return await Promise.race([result(child, fail), late]);
  } finally {
    signalGroup(child, "SIGTERM");
    await Promise.race([closed, sleep(3000, undefined, { ref: false })]);
    signalGroup(child, "SIGKILL");
    running.delete(child);
  }

  /**
   * @param {string} problem
   * @returns {never}
   */
  function fail(problem) {
    throw new Error(`${problem}\n${printed.slice(-4000)}`.trim());
  }
}

/**
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup({ pid }, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // No process of the group is left.
  }
}
