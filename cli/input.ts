import type { Stats } from "node:fs";
import { open } from "node:fs/promises";
import process from "node:process";
import { piecesOf } from "../src/identity-file.ts";
import { CliError, OTHER_INPUT, reasonAt } from "./errors.ts";
import { type Io, say } from "./output.ts";
import { printable } from "./printable.ts";

/** What ends the text that a person types. */
const END_OF_INPUT = process.platform === "win32" ? "Ctrl-Z and Enter" : "Ctrl-D";

const REQUESTS = {
  identity: "type the secret key, which is visible, then Enter and",
  ids: "type the workload ids, one a line, then",
};

/** What the command reads. */
interface Input {
  /** What messages call it. */
  name: string;
  bytes: AsyncIterable<Uint8Array>;
  /** Of a file, not of standard input. */
  stats?: Stats;
}

/**
 * Opens a file, or standard input where the path is a dash. Asks a person at a terminal to type. Node keeps
 * no copy of what comes by a pipe. If standard input is a file, its stream keeps one copy (measured, Node 20).
 */
export async function openInput(kind: "identity" | "ids", path: string, { stdin, stderr }: Io): Promise<Input> {
  const name = `${kind} ${path === "-" ? "from standard input" : printable(path)}`;
  const failed = (error: unknown): never => {
    throw new CliError(`${name}: ${reasonAt(path, error)}`, path === "-" ? undefined : OTHER_INPUT[kind]);
  };
  if (path === "-") {
    if (stdin.isTTY) say(stderr, `${REQUESTS[kind]} ${END_OF_INPUT}`);
    return { name, bytes: named(stdin, failed) };
  }
  const file = await open(path).catch(failed);
  return { name, bytes: named(piecesOf(file), failed), stats: await file.stat() };
}

/** The same bytes. Where they end in an error, it is ours and has a name. */
async function* named(bytes: AsyncIterable<Uint8Array>, failed: (error: unknown) => never): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    failed(error);
  }
}
