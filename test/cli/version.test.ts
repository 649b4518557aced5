import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { VERSION } from "../../cli/version.ts";

test.each(["package.json", "deno.json"])("the version is that of %s", (file) => {
  expect(VERSION).toBe(JSON.parse(readFileSync(file, "utf8")).version);
});
