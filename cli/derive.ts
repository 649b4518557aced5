import process from "node:process";
import { KEY_SIZE } from "../src/bytes.ts";
import { readIdentity } from "../src/identity.ts";
import { defaultIdentity } from "../src/identity-file.ts";
import { deriveVolumeKeysInto, wipe } from "../src/index.ts";
import { type Bytes, newBytes } from "../src/realm.ts";
import type { DeriveOptions, Format } from "./args.ts";
import { explain, usageError } from "./errors.ts";
import { linesOf } from "./format.ts";
import { openInput } from "./input.ts";
import { idsOf } from "./lines.ts";
import { type Io, type Output, say, streamOutput } from "./output.ts";
import { fileOutput } from "./output-file.ts";
import { progressOn } from "./progress.ts";

/** Derives one key or many and writes them out, one a line, or 32 bytes each. */
export async function derive(options: DeriveOptions, io: Io): Promise<void> {
  const { format, ids } = options;
  if (format === "raw" && options.output === undefined && io.stdout.isTTY) {
    const hint = "use --output FILE, pipe it into cryptsetup --key-file=-, or choose another --format";
    throw usageError("a terminal cannot show raw bytes", hint);
  }
  // First, so that nobody types a secret key for an output that cannot be.
  const output = options.output === undefined ? streamOutput(io.stdout) : fileOutput(options.output);
  let secretKey: Bytes | undefined;
  let complete = false;
  try {
    secretKey = await secretKeyOf(options.identity, io);
    if ("file" in ids) await deriveAll(secretKey, ids.file, options, output, io);
    else await deriveSome(secretKey, [ids.workloadId], format, output);
    complete = true;
  } finally {
    if (secretKey !== undefined) wipe(secretKey);
    await output.close(complete);
  }
}

async function secretKeyOf(path: string | undefined, io: Io): Promise<Bytes> {
  const { name, bytes, stats } = await openInput("identity", path ?? defaultIdentity(), io);
  // A pipe is nobody else's, and on Windows the mode tells nothing.
  if (stats?.isFile() && process.platform !== "win32" && (stats.mode & 0o077) !== 0) {
    const mode = (stats.mode & 0o777).toString(8);
    say(io.stderr, `warning: ${name}: others may use it (mode ${mode}); chmod 600 makes it yours alone`);
  }
  try {
    return await readIdentity(bytes);
  } catch (error) {
    throw explain(error, (message) => message.replace(/^identity:/, () => `${name}:`));
  }
}

/** Derives the keys of a file's lines as they come: what is held in memory does not grow with the file. */
async function deriveAll(secretKey: Bytes, file: string, options: DeriveOptions, out: Output, io: Io): Promise<void> {
  const { bytes, stats } = await openInput("ids", file, io);
  // Where the keys themselves run down the terminal they are progress enough.
  const isShown = options.output === undefined && io.stdout.isTTY;
  const isDrawn = io.stderr.isTTY && process.env.TERM !== "dumb" && !isShown;
  const progress = isDrawn ? progressOn(io.stderr, stats?.isFile() ? stats.size : undefined) : undefined;
  try {
    let derived = 0;
    for await (const { ids, read } of idsOf(bytes)) {
      await deriveSome(secretKey, ids, options.format, out);
      derived += ids.length;
      progress?.show(derived, read);
    }
  } finally {
    progress?.clear();
  }
}

/** Derives keys into memory of its own, which V8 does not move, and writes them from there. What is written is wiped. */
async function deriveSome(secretKey: Bytes, ids: string[], format: Format, out: Output): Promise<void> {
  const keys = newBytes(KEY_SIZE * ids.length);
  let lines = keys;
  try {
    deriveVolumeKeysInto(secretKey, ids, keys);
    if (format !== "raw") lines = linesOf(keys, ids, format);
    await out.write(lines);
  } finally {
    wipe(keys, lines);
  }
}
