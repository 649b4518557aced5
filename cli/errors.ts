import { VolumeKeyError, type VolumeKeyErrorCode } from "../src/index.ts";
import { reasonOf } from "./system-error.ts";

/** Something that the command line says as `error: …` and `hint: …`, and ends with that exit code. */
export class CliError extends Error {
  readonly hint: string | undefined;
  readonly exitCode: 1 | 2;

  constructor(message: string, hint?: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

/** The command was used wrongly: exit code 2. */
export function usageError(message: string, hint = "paygress-volume-key --help shows how it is used"): CliError {
  return new CliError(message, hint, 2);
}

/** Where to read from instead. */
export const OTHER_INPUT = {
  identity: "name the file with --identity FILE, or use --identity - to read standard input",
  ids: "use --ids - to read the ids from standard input",
};

const AN_IDENTITY = "an identity file holds one secret key, nsec1… or 64 hex digits, and nothing else";

const HINTS: Partial<Record<VolumeKeyErrorCode, string>> = {
  "identity/missing": OTHER_INPUT.identity,
  "identity/size": AN_IDENTITY,
  "secret-key/encoding": AN_IDENTITY,
  "secret-key/length": AN_IDENTITY,
  "secret-key/range": AN_IDENTITY,
  "secret-key/checksum": "compare it with your backup, character by character",
  "secret-key/prefix": "a volume key is derived from the secret key, nsec1…, of the identity that spawned the workload",
  "workload-id/empty": "use the id that was printed at spawn time, or a new one from paygress-volume-key new-id",
  "workload-id/control": "an id is one line of text; every character counts, and an unseen one gives another key",
  "workload-id/space": "every character counts, white space too, and an unseen one gives another key",
  "workload-id/unicode": "an id is text in UTF-8; every character counts, and a changed one gives another key",
};

/** What to tell of an error that a command ended with. */
export function explain(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof VolumeKeyError) return new CliError(error.message, HINTS[error.code]);
  // Not by its message, in which may be anything: a system's quotes paths.
  return new CliError(`unexpected: ${reasonOf(error)}`);
}
