import { unlinkSync } from "node:fs";
import { open, unlink } from "node:fs/promises";
import process from "node:process";
import { printable } from "../printable.ts";
import { reasonOf, systemCode } from "../system-error.ts";
import { CliError, usageError } from "./errors.ts";

/** The signals that end a command early, with their numbers. */
const SIGNALS = { SIGINT: 2, SIGTERM: 15 };

/** A stream of the process. */
export interface Stream {
  isTTY?: boolean;
  write(data: string | Uint8Array, done: (error?: Error | null) => void): unknown;
}

/** Where the result goes. */
export interface Output {
  /** Resolves once the data is out of our hands, so that the caller may wipe it. */
  write(data: string | Uint8Array): Promise<void>;
  /** Ends the output; one that is not complete is removed, lest it is taken for all. */
  close(complete: boolean): Promise<void>;
}

export function streamOutput(stream: Stream): Output {
  return {
    write: (data) =>
      new Promise((resolve, reject) => {
        stream.write(data, (error) => (error ? reject(writeError(error)) : resolve()));
      }),
    close: async () => {},
  };
}

/** What a failed write ends in. A reader that has gone is told apart by whoever runs the command. */
function writeError(error: unknown): unknown {
  if (systemCode(error) === "EPIPE") return error;
  return new CliError(`output: expected to write all of it, got ${reasonOf(error)}`);
}

/** Creates the file, readable and writable by its owner alone. One that exists is left as it is. */
export async function fileOutput(path: string): Promise<Output> {
  const file = await open(path, "wx", 0o600).catch((error: unknown) => {
    if (systemCode(error) !== "EEXIST") {
      throw new CliError(`output ${printable(path)}: expected a place for a new file, got ${reasonOf(error)}`);
    }
    throw new CliError(
      `output ${printable(path)}: expected no such file yet, got one`,
      "files are never overwritten; choose another name, or move the file away",
    );
  });
  const listeners = Object.entries(SIGNALS).map(([signal, number]) => {
    const handler = (): void => {
      unlinkSync(path);
      process.exit(128 + number); // as a shell counts them
    };
    process.once(signal, handler);
    return () => process.off(signal, handler);
  });
  return {
    write: async (data) => {
      await file.writeFile(data).catch((error: unknown) => {
        throw writeError(error);
      });
    },
    close: async (complete) => {
      for (const remove of listeners) remove();
      await file.close();
      if (!complete) await unlink(path);
    },
  };
}

/** Refuses what a terminal cannot show. */
export function refuseTerminal(stream: Stream): void {
  if (!stream.isTTY) return;
  throw usageError(
    "expected raw bytes to go into a file or a pipe, got a terminal",
    "use --output FILE, pipe it into cryptsetup --key-file=-, or choose another --format",
  );
}
