import type { Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type Bytes, kindOf } from "./bytes.ts";
import { MAX_SIZE, parseIdentity } from "./identity-text.ts";
import { VolumeKeyError } from "./index.ts";
import { printable } from "./printable.ts";
import { reasonAt, systemCode } from "./system-error.ts";

/**
 * What `readIdentity` does.
 *
 * @param path the file; the default is `~/.paygress/identity`
 * @param look is told what the open file is, and what the messages call it, before its bytes are read
 */
export async function readIdentityFile(path?: string, look?: (stats: Stats, name: string) => void): Promise<Bytes> {
  if (path !== undefined && typeof path !== "string") {
    throw new VolumeKeyError("identity/unreadable", `identity: expected the path of a file, got ${kindOf(path)}`);
  }
  let place = path ?? "~/.paygress/identity";
  let file: FileHandle | undefined;
  try {
    if (path === undefined) place = join(homeFolder(), ".paygress", "identity");
    file = await open(place);
    const name = nameOf(place);
    look?.(await file.stat(), name);
    return await parseIdentity(chunksOf(file), name);
  } catch (error) {
    if (error instanceof VolumeKeyError) throw error;
    const code = systemCode(error) === "ENOENT" ? "identity/missing" : "identity/unreadable";
    throw new VolumeKeyError(code, `${nameOf(place)}: ${reasonAt(place, error)}`);
  } finally {
    await file?.close();
  }
}

function nameOf(path: string): string {
  return `identity ${printable(path)}`;
}

/** $HOME is where the reference looks. Not homedir(): it is "" where $HOME is, which would be the current folder. */
function homeFolder(): string {
  const home = process.env.HOME || passwdHome();
  if (home) return home;
  throw new VolumeKeyError("identity/missing", "identity: no home folder is known");
}

/** Each runtime throws an error of its own where the system does not know the user. */
function passwdHome(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    return undefined;
  }
}

/** Read by hand: a stream would leave the secret in a buffer pool. */
async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  const chunk = new Uint8Array(new ArrayBuffer(MAX_SIZE + 1));
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length);
    if (bytesRead === 0) return;
    yield chunk.subarray(0, bytesRead);
  }
}
