import { Buffer } from "node:buffer";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { type Bytes, KEY_SIZE, wipe } from "../bytes.ts";
import { deriveVolumeKeysInto } from "../derive.ts";
import { readIdentity } from "../identity.ts";
import { parseIdentity } from "../identity-text.ts";
import { printable } from "../printable.ts";
import { encodeVolumeEncryption } from "../volume-encryption.ts";
import { parseWorkloadId } from "../workload-id.ts";
import type { DeriveOptions, Format } from "./args.ts";
import { CliError, explain, systemCode } from "./errors.ts";
import { type Lines, linesOf } from "./lines.ts";
import { fileOutput, type Output, refuseTerminal, type Stream, streamOutput } from "./output.ts";
import { progressOn } from "./progress.ts";

/** The streams of the process. */
export interface Io {
  stdin: AsyncIterable<Uint8Array>;
  stdout: Stream;
  stderr: Stream;
}

/** Derives one key or many and writes them out, one a line, or 32 bytes each. */
export async function derive(options: DeriveOptions, io: Io): Promise<void> {
  if (options.format === "raw" && options.output === undefined) refuseTerminal(io.stdout);
  const secretKey = await secretKeyOf(options.identity, io);
  let output: Output | undefined;
  let complete = false;
  try {
    output = options.output === undefined ? streamOutput(io.stdout) : await fileOutput(options.output);
    if ("file" in options.ids) await deriveLines(secretKey, options.ids.file, options, output, io);
    else await deriveSome(secretKey, [options.ids.workloadId], options.format, output);
    complete = true;
  } finally {
    wipe(secretKey);
    await output?.close(complete);
  }
}

function secretKeyOf(identity: string | undefined, io: Io): Promise<Bytes> {
  return identity === "-" ? parseIdentity(io.stdin, "identity from standard input") : readIdentity(identity);
}

/** Derives the keys of a file's lines as they come: what is held in memory does not grow with the file. */
async function deriveLines(
  secretKey: Bytes,
  file: string,
  { format, output: path }: DeriveOptions,
  output: Output,
  io: Io,
): Promise<void> {
  const { chunks, size } = file === "-" ? { chunks: io.stdin, size: undefined } : await openFile(file);
  // Where the keys themselves run down the terminal they are progress enough.
  const isDrawn = io.stderr.isTTY && !(path === undefined && io.stdout.isTTY);
  const progress = isDrawn ? progressOn(io.stderr, size) : undefined;
  try {
    for await (const lines of linesOf(chunks)) {
      const { ids, error } = workloadIdsOf(lines);
      await deriveSome(secretKey, ids, format, output);
      if (error !== undefined) throw error;
      progress?.show(lines.first - 1 + ids.length, lines.read);
    }
  } finally {
    progress?.clear();
  }
}

async function deriveSome(secretKey: Bytes, ids: string[], format: Format, output: Output): Promise<void> {
  const keys = Buffer.alloc(KEY_SIZE * ids.length);
  try {
    deriveVolumeKeysInto(secretKey, ids, keys);
    await output.write(format === "raw" ? keys : ids.map((id, i) => textOf(keyAt(keys, i), id, format)).join(""));
  } finally {
    wipe(keys);
  }
}

function keyAt(keys: Buffer, i: number): Buffer {
  return keys.subarray(KEY_SIZE * i, KEY_SIZE * (i + 1));
}

function textOf(key: Buffer, workload_id: string, format: "base64url" | "hex" | "json"): string {
  if (format !== "json") return `${key.toString(format)}\n`;
  return `${JSON.stringify({ workload_id, volume_encryption: encodeVolumeEncryption(key) })}\n`;
}

/** The workload ids up to the first bad line, and what is wrong with that one. */
function workloadIdsOf({ first, texts }: Lines): { ids: string[]; error?: CliError } {
  for (const [i, text] of texts.entries()) {
    try {
      parseWorkloadId(text);
    } catch (cause) {
      const { message, hint } = explain(cause);
      return { ids: texts.slice(0, i), error: new CliError(`line ${first + i}: ${message}`, hint) };
    }
  }
  return { ids: texts };
}

/** A regular file's size is known beforehand; a pipe has none. */
async function openFile(path: string): Promise<{ chunks: AsyncIterable<Uint8Array>; size: number | undefined }> {
  const refused = (error: unknown): never => {
    const hint = "use --ids - to read the ids from standard input";
    throw new CliError(`ids ${printable(path)}: expected a file that can be read, got ${systemCode(error)}`, hint);
  };
  const found = await stat(path).catch(refused);
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* createReadStream(path);
    } catch (error) {
      refused(error);
    }
  };
  return { chunks: chunks(), size: found.isFile() ? found.size : undefined };
}
