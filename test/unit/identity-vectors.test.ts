/** The vectors of identity files. The suite goes through the others on every runtime. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readIdentity } from "../../src/identity.ts";
import { VolumeKeyError } from "../../src/index.ts";

interface Test {
  tcId: number;
  comment: string;
  code?: string;
  identity: string;
  secretKey: string;
}

const folder = mkdtempSync(join(tmpdir(), "volume-key-vectors-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(testsOf("identity"))("identity $tcId: $comment", async ({ code, identity, secretKey }) => {
  const file = join(folder, "identity");
  writeFileSync(file, Buffer.from(identity, "hex"));
  const result = readIdentity(file).then(
    (key) => Buffer.from(key).toString("hex"),
    (error: unknown) => error instanceof VolumeKeyError && error.code,
  );
  expect(await result).toBe(code ?? secretKey);
});

function testsOf(name: string): Test[] {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8")).tests;
}
