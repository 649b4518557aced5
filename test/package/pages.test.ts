/** What the pages name is there: files, links and commands. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../tools/root.js";
import { PAGES, read } from "./examples.ts";

const { scripts } = JSON.parse(read("package.json"));

describe.each([...PAGES, "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])("%s", (page) => {
  const text = read(page);
  const found = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);

  test("every file that it names is there", () => {
    const names = found(/`((?:assembly|bench|build|cli|docs|examples|src|test|tools|\.ci|\.github)\/[\w./-]*)`/g);
    const ours = names.filter((name) => !name.endsWith(".rs")); // the reference's are in Rust
    expect(ours.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });

  test("every link within the repository leads somewhere", () => {
    const links = found(/(?:\]\(|src(?:set)?=")(?!https?:)([^)"#]+)/g);
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  test("every command that it names is one of package.json", () => {
    const names = [...found(/npm run (?:-s )?([\w:-]+)/g), ...found(/`(test:[\w-]+)/g)];
    expect(names.filter((name) => !(name in scripts))).toEqual([]);
  });
});
