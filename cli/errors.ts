import { systemCode } from "../src/identity-file.ts";
import { VolumeKeyError, type VolumeKeyErrorCode } from "../src/index.ts";

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

/** What to tell of an error that a command ended with. `named` puts into the message where it was met. */
export function explain(error: unknown, named = (message: string): string => message): CliError {
  if (error instanceof CliError) return new CliError(named(error.message), error.hint, error.exitCode);
  if (error instanceof VolumeKeyError) return new CliError(named(error.message), HINTS[error.code]);
  // Not by its message, in which may be anything: a system's quotes paths.
  return new CliError(named(`unexpected: ${reasonOf(error)}`));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "is a directory",
  ENOTDIR: "a part of the path is not a directory",
  ELOOP: "its symbolic links lead round in a circle",
  ENAMETOOLONG: "the name is too long",
  ERR_INVALID_ARG_VALUE: "the path has a NUL in it",
  EACCES: "no permission",
  EPERM: "no permission",
  ERR_ACCESS_DENIED: "no permission", // of Node's permission model
  NotCapable: "no permission", // of Deno's
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than the system allows",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  EIO: "the device fails",
  EEXIST: "it exists already",
};

/** What is the matter with a file, after its name and a colon. Never the error's own message, which quotes the path. */
export function reasonOf(error: unknown): string {
  const code = systemCode(error);
  return REASONS[code] ?? `error ${code}`;
}

/** The same where the path matters: what is `missing` there, and that a shell leaves the ~ of `--output=~/keys` alone. */
export function reasonAt(path: string, error: unknown, missing = "no such file"): string {
  if (systemCode(error) !== "ENOENT") return reasonOf(error);
  return path.startsWith("~") ? `${missing}; the shell did not expand the ~` : missing;
}
