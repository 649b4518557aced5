import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import * as reference from "./reference.js";

export const { NSEC, SECRET_KEY } = reference;

/** The volume key of `id` and that identity, by another SHA-256. */
export function keyOf(id: string): Buffer {
  return reference.keyOf(Buffer.from(SECRET_KEY, "hex"), id);
}

/** A folder of the test file's own, removed after its tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "volume-key-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}
