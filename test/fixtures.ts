import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import * as helpers from "./unit/helpers.ts";

/** The identity of the examples: its text and the key in it. */
export const NSEC = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
export const SECRET_KEY = "67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa";

/** The volume key of `id` and that identity, by another SHA-256. */
export function keyOf(id: string): Buffer {
  return Buffer.from(helpers.keyOf(Buffer.from(SECRET_KEY, "hex"), id));
}

/** A folder of the test file's own, removed after its tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "volume-key-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}
