import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { vi } from "vitest";
import { run } from "../../cli/run.ts";
import { root } from "../../tools/root.js";
import { BUN, DENO } from "../../tools/runtimes.js";
import { keyOf, NSEC, temporaryFolder } from "../fixtures.ts";
import { fakeIo } from "./io.ts";

/** Where a file of the checkout is. */
export function inCheckout(path: string): string {
  return join(root, path);
}

/** A file of the examples' identity. It is its owner's alone, which git would not keep. */
export const IDENTITY = join(temporaryFolder(), "identity");
writeFileSync(IDENTITY, `${NSEC}\n`, { mode: 0o600 });

/** The keys of some ids, one a line, as the command prints them. */
export function linesOf(...ids: string[]): string {
  return ids.map((id) => `${keyOf(id).toString("base64url")}\n`).join("");
}

const PERMISSIONS = ["--allow-read", "--allow-write", "--allow-env"];

/** What starts the command: the built one on Node and Bun, the sources on Deno. */
export const STARTS = {
  Node: [process.execPath, inCheckout("dist/cli.js")],
  Deno: [
    DENO,
    "run",
    "--quiet", // of the dependencies that it downloads at first
    "--no-prompt",
    ...PERMISSIONS,
    inCheckout("cli/main.ts"),
  ],
  Bun: [BUN, inCheckout("dist/cli.js")],
} as const satisfies Record<string, readonly [string, ...string[]]>;

/** What starts a program that a folder's or a file's mode binds, root's too; undefined where root cannot be bound. */
export const BOUND = process.getuid?.() !== 0 ? [] : starts("setpriv", "--bounding-set=-dac_override,-dac_read_search");

/** What starts a program as a user that the system does not know, and that may run this checkout; undefined where none can. */
export const UNKNOWN_USER = starts("setpriv", "--reuid=54321", "--regid=54321", "--clear-groups");

function starts(...prefix: [string, ...string[]]): string[] | undefined {
  const [name, ...args] = [...prefix, ...STARTS.Node, "--version"];
  return spawnSync(name as string, args).status === 0 ? prefix : undefined;
}

export interface Result {
  stdout: string;
  stderr: string;
  code: number | null;
}

export interface Surroundings {
  /** The working folder. */
  folder: string;
  /** What comes from standard input. */
  stdin?: string | Uint8Array;
  /** The home folder, in place of one without an identity. */
  home?: string;
}

/** Runs a program to its end. */
export function runProgram(program: readonly [string, ...string[]], surroundings: Surroundings): Result {
  const [name, ...args] = program;
  const { folder, stdin = "", home = join(folder, "no-home") } = surroundings;
  // Deno keeps what it downloads in the home folder, unless it is told another.
  const env = { DENO_DIR: join(homedir(), ".cache", "deno"), ...process.env, HOME: home };
  const limits = { timeout: 60_000, maxBuffer: 2 ** 26 };
  const { error, stdout, stderr, status } = spawnSync(name, args, { cwd: folder, input: stdin, env, ...limits });
  if (error !== undefined) throw error;
  return { stdout: textOf(stdout), stderr: stderr.toString(), code: status };
}

/** Runs the command in this process. */
export async function use(args: readonly string[], surroundings: Surroundings): Promise<Result> {
  const { folder, stdin, home = join(folder, "no-home") } = surroundings;
  const before = process.cwd();
  process.chdir(folder);
  vi.stubEnv("HOME", home);
  try {
    const io = fakeIo(stdin === undefined ? [] : [stdin]);
    const code = await run(args, io);
    return { stdout: textOf(io.stdout.bytes), stderr: io.stderr.text, code };
  } finally {
    vi.unstubAllEnvs();
    process.chdir(before);
  }
}

/** Bytes as text. What is no UTF-8 comes as one character a byte. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : bytes.toString("latin1");
}

/** What the command says of an error. */
export function said(message: string, hint?: string): string {
  return `paygress-volume-key: error: ${message}\n${hint === undefined ? "" : `hint: ${hint}\n`}`;
}
