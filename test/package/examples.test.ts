import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import * as main from "@paygress/volume-key";
import * as identity from "@paygress/volume-key/identity";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../tools/root.js";
import { examplesOf, PAGES, program, read, SOURCES } from "./examples.ts";

const examples = [...SOURCES, ...PAGES]
  .flatMap(examplesOf)
  .map((example) => [`${example.file}:${example.line}`, example] as const);

describe("every example runs as it is written", () => {
  /** A home with an identity, for the examples that read it from the usual place. */
  let home: string;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "volume-key-examples-"));
    cpSync(join(root, "examples/identity"), join(home, ".paygress/identity"));
  });

  afterAll(() => {
    rmSync(home, { recursive: true });
  });

  test.each(examples)("%s", (_, example) => {
    const env = { ...process.env, HOME: home };
    // In the root, where the package's own name is the built package.
    const options = { cwd: root, env, input: program(example), encoding: "utf8", timeout: 20_000 } as const;
    const { status, stderr } = spawnSync(process.execPath, ["--input-type=module"], options);
    expect(`${stderr}exit code ${status}`).toBe("exit code 0");
  });
});

test("every example compiles against the declarations", () => {
  const options = {
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, strict: true, noEmit: true, types: ["node"] },
    moduleDetection: ts.ModuleDetectionKind.Force,
  };
  // In the root, where the package's own name is the built package.
  const files = new Map(examples.map(([, { code }], i) => [join(root, `example-${i}.ts`), code]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  const compiled = ts.createProgram([...files.keys()], options, host);
  const problems = ts.getPreEmitDiagnostics(compiled).map(({ file, messageText }) => {
    const place = examples[[...files.keys()].indexOf(file?.fileName ?? "")]?.[0];
    return `${place}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
  expect(problems).toEqual([]);
});

/** A docstring, and the name of what is exported right below it. */
const DECLARATION = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:async )?(?:function|class|const) (\w+)/g;

describe("every exported function and class has an example of its use", () => {
  const documented = new Map<string, string>();
  for (const source of SOURCES) {
    for (const [, comment = "", name = ""] of read(source).matchAll(DECLARATION)) documented.set(name, comment);
  }

  test.each(
    Object.entries({ ...main, ...identity })
      .filter(([, value]) => typeof value === "function")
      .map(([name]) => name),
  )("%s", (name) => {
    expect(documented.get(name)).toMatch(new RegExp(`@example\\n \\* \`\`\`ts\\n[\\s\\S]*\\b${name}\\b`));
  });
});

test.runIf(PAGES.includes("README.md"))("the README has an example", () => {
  expect(examplesOf("README.md")).not.toEqual([]);
});
