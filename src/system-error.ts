const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "none",
  EISDIR: "a directory",
  ENOTDIR: "a path through a file",
  EACCES: "no permission",
  ENOSPC: "a full disk",
  NotCapable: "no permission", // Deno's own
};

/** The code of an operating system's error, such as `ENOENT`; where there is none, its name. */
export function systemCode(error: unknown): string {
  const { code, name } = error as { code?: string; name: string };
  return code ?? name;
}

/** What came in place of a file, after "expected …, got". Never the error's message, which quotes the path. */
export function reasonOf(error: unknown): string {
  const code = systemCode(error);
  return REASONS[code] ?? code;
}
