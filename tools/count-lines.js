/**
 * Counts lines of code, those with more than a comment, and fails where there are too many. A part of `npm run lint`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import ts from "typescript";
import { root } from "./root.js";

/** Lines of code that each folder may have. */
const LIMITS = { src: 1110, cli: 700, assembly: 300 };

/** All lines that a file of them may have. */
const FILE_LIMIT = 180;

for (const [folder, limit] of Object.entries(LIMITS)) {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  const files = names
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => join(folder, name));
  const texts = files.map((file) => readFileSync(join(root, file), "utf8"));
  expectAtMost(
    limit,
    texts.map(codeLines).reduce((sum, count) => sum + count),
    `${folder}/: lines of code`,
  );
  const lengths = texts.map((text) => text.split("\n").length - 1);
  const longest = Math.max(...lengths);
  expectAtMost(FILE_LIMIT, longest, `${files[lengths.indexOf(longest)]}, its longest file: lines`);
}

/**
 * @param {string} text TypeScript, or AssemblyScript
 * @returns {number} its lines with more than a comment
 */
function codeLines(text) {
  const source = ts.createSourceFile("", text, ts.ScriptTarget.Latest, true);
  const lineOf = (/** @type {number} */ position) => source.getLineAndCharacterOfPosition(position).line;
  const lines = new Set();
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isJSDoc(node)) return;
    const parts = node.getChildren();
    parts.forEach(visit);
    if (parts.length > 0 || node.getWidth() === 0) return;
    for (let line = lineOf(node.getStart()); line <= lineOf(node.end); line++) lines.add(line);
  };
  visit(source);
  return lines.size;
}

/**
 * @param {number} limit
 * @param {number} count
 * @param {string} what
 */
function expectAtMost(limit, count, what) {
  console.log(`${count <= limit ? "ok    " : "FAILED"} ${what}: ${count} (at most ${limit})`);
  if (count > limit) process.exitCode = 1;
}
