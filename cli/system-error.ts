import { systemCode } from "../src/identity-file.ts";

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
