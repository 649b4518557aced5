import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../../tools/root.js";

/** A block between ```ts and ```. A block that Node cannot run goes by another name, such as ```js. */
export interface Example {
  file: string;
  /** The line in the file, from 1 on, of the block's first. */
  line: number;
  code: string;
}

/** The files with examples, by their paths from the root. */
export const SOURCES = list("src", ".ts");
export const PAGES = [...list(".", "README.md"), ...list("docs", ".md")];

function list(folder: string, ending: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const recursive = folder !== ".";
  const names = readdirSync(join(root, folder), { encoding: "utf8", recursive });
  return names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
}

export function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** The examples of a file: in Markdown as they are, in a docstring behind ` * `. */
export function examplesOf(file: string): Example[] {
  const examples: Example[] = [];
  let open: Example | undefined;
  read(file)
    .split("\n")
    .forEach((text, i) => {
      const line = file.endsWith(".ts") ? text.replace(/^\s*\* ?/, "") : text;
      if (open === undefined) {
        if (/^\s*```ts\s*$/.test(line)) open = { file, line: i + 2, code: "" };
      } else if (/^\s*```\s*$/.test(line)) {
        examples.push(open);
        open = undefined;
      } else {
        open.code += `${line}\n`;
      }
    });
  if (open !== undefined)
    throw new Error(`${file}:${open.line}: expected the block to end in \`\`\`, got the file's end`);
  return examples;
}

/**
 * The example as a JavaScript module in which every `expression; // expected` compares the two, and in which all of
 * them must be reached. It ends with exit code 1 and the lines on standard error when they differ.
 */
export function program({ file, line, code }: Example): string {
  const at = (position: number) => `${file}:${line + code.slice(0, position).split("\n").length - 1}`;
  const places: string[] = [];
  let checked = "";
  let done = 0;
  const visit = (node: ts.Node): void => {
    const comment = ts.isExpressionStatement(node) && ts.getTrailingCommentRanges(code, node.end)?.[0];
    if (!comment) {
      ts.forEachChild(node, visit);
      return;
    }
    const place = at(node.end);
    const expression = node.expression.getText();
    const expected = code.slice(comment.pos, comment.end).replace("//", "").trim();
    places.push(place);
    checked += `${code.slice(done, node.getStart())}checkExample("${place}", (${expression}), (${expected}));`;
    done = comment.end;
  };
  visit(ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true));
  checked += code.slice(done);

  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022, verbatimModuleSyntax: true };
  const { outputText, diagnostics = [] } = ts.transpileModule(checked, { compilerOptions, reportDiagnostics: true });
  for (const { start = 0, messageText } of diagnostics) {
    const message = ts.flattenDiagnosticMessageText(messageText, "\n");
    const number = line + checked.slice(0, start).split("\n").length - 1;
    throw new Error(`${file}:${number}: expected TypeScript, and an expression behind //, got: ${message}`);
  }
  // In a block, so that the example may use the same names.
  return `{
    const { isDeepStrictEqual, inspect } = await import("node:util");
    const unreached = new Set(${JSON.stringify(places)});
    const fail = (message) => {
      console.error(message);
      process.exitCode = 1;
    };
    globalThis.checkExample = (place, actual, expected) => {
      unreached.delete(place);
      if (!isDeepStrictEqual(actual, expected)) {
        fail(place + ": expected " + inspect(expected) + ", got " + inspect(actual));
      }
    };
    process.on("exit", () => {
      for (const place of unreached) fail(place + ": never reached");
    });
  }
  ${outputText}`;
}
