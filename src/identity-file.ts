// What the command needs too.
import type { FileHandle } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fail } from "./errors.ts";
import { attempt, newBytes, viewBytes } from "./realm.ts";

/** Bytes that are read at a time. */
const PIECE = 65536;

/** `~/.paygress/identity`. $HOME is where the reference looks, if it is not empty. */
export function defaultIdentity(): string {
  const home = process.env.HOME || attempt(() => userInfo().homedir); // throws where the system does not know the user
  if (home) return join(home, ".paygress", "identity");
  fail("identity/missing", "identity: no home folder is known");
}

/** The bytes of a file, which it closes. Each piece overwrites the one before. A stream would leave copies behind. */
export async function* piecesOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  const { buffer } = newBytes(PIECE);
  try {
    for (;;) {
      const { bytesRead } = await file.read(viewBytes(buffer), 0, PIECE, null);
      if (bytesRead === 0) return;
      yield viewBytes(buffer, 0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** The code of a system's error, such as `ENOENT`; where there is none, its name. */
export function systemCode(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  return String(code ?? name);
}
