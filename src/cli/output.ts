import { open, unlink } from "node:fs/promises";
import { printable } from "../printable.ts";
import { reasonOf, systemCode } from "../system-error.ts";
import { CliError, usageError } from "./errors.ts";

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
        stream.write(data, (error) => (error ? reject(error) : resolve()));
      }),
    close: async () => {},
  };
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
  return {
    write: async (data) => {
      await file.writeFile(data);
    },
    close: async (complete) => {
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
