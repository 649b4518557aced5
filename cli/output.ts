// What goes where: the result goes to standard output and nothing else does; whatever else there is to say goes to
// standard error, one line a matter, each beginning with the program's name:
//
//     paygress-volume-key: error: the matter, with no capital and no full stop
//     hint: what to do about it
//
// A terminal gets no raw bytes, and from what people typed no character that it would obey.
import { systemCode } from "../src/identity-file.ts";
import { CliError, usageError } from "./errors.ts";
import { reasonOf } from "./system-error.ts";

/** A stream of the process. */
export interface Stream {
  isTTY?: boolean;
  /** How many characters a line of the terminal has. */
  columns?: number;
  write(data: string | Uint8Array, done: (error?: Error | null) => void): unknown;
}

/** The streams of the process. */
export interface Io {
  stdin: AsyncIterable<Uint8Array> & { isTTY?: boolean };
  stdout: Stream;
  stderr: Stream;
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
  return systemCode(error) === "EPIPE" ? error : new CliError(`standard output: ${reasonOf(error)}`);
}

/** Says something on standard error. That nobody reads it changes nothing. */
export async function say(stderr: Stream, text: string, hint?: string): Promise<void> {
  const lines = [`paygress-volume-key: ${text}\n`, hint === undefined ? "" : `hint: ${hint}\n`];
  await streamOutput(stderr)
    .write(lines.join(""))
    .catch(() => {});
}

/** Refuses what a terminal cannot show. */
export function refuseTerminal(stream: Stream): void {
  if (!stream.isTTY) return;
  throw usageError(
    "a terminal cannot show raw bytes",
    "use --output FILE, pipe it into cryptsetup --key-file=-, or choose another --format",
  );
}
