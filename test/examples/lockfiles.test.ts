import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../tools/root.js";

const lockfiles = readdirSync(join(root, "examples"))
  .map((name) => join("examples", name, "package-lock.json"))
  .filter((path) => existsSync(join(root, path)));

test.each(lockfiles)("%s names each package by its hash, and no place to get it from", (path) => {
  const text = readFileSync(join(root, path), "utf8");
  expect(text).not.toMatch(/"resolved"|https?:\/\/registry/);
  const { packages } = JSON.parse(text);
  const unhashed = Object.entries<{ integrity?: string }>(packages).filter(
    ([, { integrity }]) => integrity === undefined,
  );
  expect(unhashed.map(([name]) => name)).toEqual([""]);
});
