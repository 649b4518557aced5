import { Buffer } from "node:buffer";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import process from "node:process";
import { type Bytes, KEY_SIZE } from "../src/bytes.ts";
import { readIdentityFile } from "../src/identity-file.ts";
import { parseIdentity } from "../src/identity-text.ts";
import { deriveVolumeKeysInto, encodeVolumeEncryption, wipe } from "../src/index.ts";
import { printable } from "../src/printable.ts";
import { reasonAt, reasonOf } from "../src/system-error.ts";
import type { DeriveOptions, Format } from "./args.ts";
import { CliError } from "./errors.ts";
import { idsOf } from "./lines.ts";
import { type Output, refuseTerminal, type Stream, say, streamOutput } from "./output.ts";
import { fileOutput } from "./output-file.ts";
import { progressOn } from "./progress.ts";

/** What ends the text that a person types. */
const END_OF_INPUT = process.platform === "win32" ? "Ctrl-Z and Enter" : "Ctrl-D";

const STDIN_IDENTITY = "identity from standard input";

/** The streams of the process. */
export interface Io {
  stdin: AsyncIterable<Uint8Array> & { isTTY?: boolean };
  stdout: Stream;
  stderr: Stream;
}

/** Derives one key or many and writes them out, one a line, or 32 bytes each. */
export async function derive(options: DeriveOptions, io: Io): Promise<void> {
  if (options.format === "raw" && options.output === undefined) refuseTerminal(io.stdout);
  // First, so that nobody types a secret key for an output that cannot be.
  const output = options.output === undefined ? streamOutput(io.stdout) : fileOutput(options.output);
  let secretKey: Bytes | undefined;
  let complete = false;
  try {
    secretKey = await secretKeyOf(options.identity, io);
    if ("file" in options.ids) await deriveLines(secretKey, options.ids.file, options, output, io);
    else await deriveSome(secretKey, [options.ids.workloadId], options.format, output);
    complete = true;
  } finally {
    if (secretKey !== undefined) wipe(secretKey);
    await output.close(complete);
  }
}

function secretKeyOf(identity: string | undefined, io: Io): Promise<Bytes> {
  if (identity === "-") {
    if (io.stdin.isTTY) say(io.stderr, `type the secret key, which is visible, then Enter and ${END_OF_INPUT}`);
    return parseIdentity(named(io.stdin, STDIN_IDENTITY), STDIN_IDENTITY);
  }
  return readIdentityFile(identity, (stats, name) => {
    // A pipe is nobody else's, and on Windows the mode tells nothing.
    if (!stats.isFile() || process.platform === "win32" || (stats.mode & 0o077) === 0) return;
    const mode = (stats.mode & 0o777).toString(8);
    say(io.stderr, `warning: ${name}: others may use it (mode ${mode}); chmod 600 makes it yours alone`);
  });
}

/** Derives the keys of a file's lines as they come: what is held in memory does not grow with the file. */
async function deriveLines(
  secretKey: Bytes,
  file: string,
  { format, output: path }: DeriveOptions,
  output: Output,
  io: Io,
): Promise<void> {
  const { chunks, size } = file === "-" ? standardInput(io) : await openFile(file);
  // Where the keys themselves run down the terminal they are progress enough.
  const isDrawn = io.stderr.isTTY && process.env.TERM !== "dumb" && !(path === undefined && io.stdout.isTTY);
  const progress = isDrawn ? progressOn(io.stderr, size) : undefined;
  try {
    let derived = 0;
    for await (const { ids, read } of idsOf(chunks)) {
      await deriveSome(secretKey, ids, format, output);
      derived += ids.length;
      progress?.show(derived, read);
    }
  } finally {
    progress?.clear();
  }
}

async function deriveSome(secretKey: Bytes, ids: string[], format: Format, output: Output): Promise<void> {
  const keys = Buffer.alloc(KEY_SIZE * ids.length);
  try {
    deriveVolumeKeysInto(secretKey, ids, keys);
    await output.write(format === "raw" ? keys : ids.map((id, i) => textOf(keys, i, id, format)).join(""));
  } finally {
    wipe(keys);
  }
}

/** One line: the key at the index `i` of `keys`. */
function textOf(keys: Buffer, i: number, workload_id: string, format: "base64url" | "hex" | "json"): string {
  const [start, end] = [KEY_SIZE * i, KEY_SIZE * (i + 1)];
  if (format !== "json") return `${keys.toString(format, start, end)}\n`;
  const volume_encryption = encodeVolumeEncryption(keys.subarray(start, end));
  return `${JSON.stringify({ workload_id, volume_encryption }).replace(/[\u2028\u2029]/g, escaped)}\n`;
}

/** Readers of lines, Node's and Python's among them, end one at these two too. The other line ends are in no id. */
function escaped(lineEnd: string): string {
  return `\\u${lineEnd.charCodeAt(0).toString(16)}`;
}

interface Input {
  chunks: AsyncIterable<Uint8Array>;
  /** Bytes of all of it: a regular file's are known beforehand, a pipe's are not. */
  size: number | undefined;
}

function standardInput(io: Io): Input {
  if (io.stdin.isTTY) say(io.stderr, `type the workload ids, one a line, then ${END_OF_INPUT}`);
  return { chunks: named(io.stdin, "ids from standard input"), size: undefined };
}

async function openFile(path: string): Promise<Input> {
  const hint = "use --ids - to read the ids from standard input";
  const found = await stat(path).catch((error: unknown) => {
    throw new CliError(`ids ${printable(path)}: ${reasonAt(path, error)}`, hint);
  });
  const chunks = named(createReadStream(path), `ids ${printable(path)}`, hint);
  return { chunks, size: found.isFile() ? found.size : undefined };
}

/** The same pieces. Where they end in an error, it is ours and has a name. */
async function* named(chunks: AsyncIterable<Uint8Array>, name: string, hint?: string): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw new CliError(`${name}: ${reasonOf(error)}`, hint);
  }
}
