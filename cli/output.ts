// What goes where: the result goes to standard output and nothing else does; whatever else there is to say goes to
// standard error, one line a matter, which begins with the program's name, and its hint:
//
//     paygress-volume-key: error: the matter, with no capital and no full stop
//     hint: what to do about it
//
// A terminal gets no raw bytes, and from what people typed no character that it would obey.
import { systemCode } from "../src/identity-file.ts";
import { CliError, reasonOf } from "./errors.ts";

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
        const failed = (error: Error): void =>
          // A reader that has gone is told apart by whoever runs the command.
          reject(systemCode(error) === "EPIPE" ? error : new CliError(`standard output: ${reasonOf(error)}`));
        stream.write(data, (error) => (error ? failed(error) : resolve()));
      }),
    close: async () => {},
  };
}

/** Says something on standard error. That nobody reads it changes nothing. */
export async function say(stderr: Stream, text: string, hint?: string): Promise<void> {
  const lines = `paygress-volume-key: ${text}\n${hint === undefined ? "" : `hint: ${hint}\n`}`;
  const written = streamOutput(stderr).write(lines);
  await written.catch(() => {});
}
