import { Buffer } from "node:buffer";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { type Bytes, KEY_SIZE } from "../bytes.ts";
import { readIdentity } from "../identity.ts";
import { parseIdentity } from "../identity-text.ts";
import { deriveVolumeKeysInto, encodeVolumeEncryption, wipe } from "../index.ts";
import { printable } from "../printable.ts";
import { reasonOf } from "../system-error.ts";
import type { DeriveOptions, Format } from "./args.ts";
import { CliError } from "./errors.ts";
import { idsOf } from "./lines.ts";
import { fileOutput, type Output, refuseTerminal, type Stream, streamOutput } from "./output.ts";
import { progressOn } from "./progress.ts";

/** The streams of the process. */
export interface Io {
  stdin: AsyncIterable<Uint8Array> & { isTTY?: boolean };
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
  if (identity === "-" && io.stdin.isTTY) {
    io.stderr.write("paygress-volume-key: type the secret key, which is visible, then Enter and Ctrl-D\n", () => {});
  }
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
  return `${JSON.stringify({ workload_id, volume_encryption })}\n`;
}

/** A regular file's size is known beforehand; a pipe has none. */
async function openFile(path: string): Promise<{ chunks: AsyncIterable<Uint8Array>; size: number | undefined }> {
  const refused = (error: unknown): never => {
    const hint = "use --ids - to read the ids from standard input";
    throw new CliError(`ids ${printable(path)}: expected a file that can be read, got ${reasonOf(error)}`, hint);
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
