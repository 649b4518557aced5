// Compiles usage*.ts against the built declarations, as a user of each TypeScript, resolution and library would.
//
//     node test/package/types/check.js
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { inTurn } from "../../../tools/in-turn.js";
import { root } from "../../../tools/root.js";

const run = promisify(execFile);

/**
 * The names under node_modules: the oldest that we support, the two that changed what a `Uint8Array` is, the one that
 * builds, the newest.
 */
const COMPILERS = ["typescript-5.4", "typescript-5.7", "typescript-5.9", "typescript", "typescript-7"];

/** Each `moduleResolution`, or what the compiler takes by itself, with its `module`. */
const RESOLUTIONS = {
  node16: { module: "node16" },
  nodenext: { module: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
  // Up to 5.9 it brings the old resolution, which reads no `exports`. In 6.0 that must be asked for, 7 has none.
  commonjs: { module: "commonjs" },
  node10: { module: "commonjs", moduleResolution: "node10", ignoreDeprecations: "6.0" },
};

/** What the old resolution does not find. */
const NEW_FILES = ["usage-wasm.ts"];

/** @typedef {{ lib: string[], types: string[], files: string[] }} Library */

/** @type {Record<string, Library>} */
const LIBRARIES = {
  ES2022: { lib: ["ES2022"], types: [], files: ["usage.ts"] },
  "ES2022, DOM": { lib: ["ES2022", "DOM"], types: [], files: ["usage.ts", "usage-dom.ts", "usage-wasm.ts"] },
  "ES2022, Node": { lib: ["ES2022"], types: ["node"], files: ["usage.ts", "usage-node.ts"] },
};

/**
 * A user's folder: copies, for through a link the compiler would find the rest of our node_modules. It goes without
 * identity/, which is for bundlers: TypeScript has `typesVersions`.
 *
 * @param {string} folder
 * @param {Library} library
 */
function install(folder, { types, files }) {
  const modules = join(folder, "node_modules");
  const own = join(modules, "@paygress/volume-key");
  for (const name of ["package.json", "dist", "src/wasm.d.ts"])
    cpSync(join(root, name), join(own, name), { recursive: true });
  const others = types.length === 0 ? [] : ["@types/node", "undici-types"];
  for (const name of others) cpSync(join(root, "node_modules", name), join(modules, name), { recursive: true });
  for (const name of files) cpSync(join(root, "test/package/types", name), join(folder, name));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
}

/**
 * Writes a project for each resolution, in a folder of the library's own.
 *
 * @param {string} parent
 * @param {string} name
 * @param {Library} library
 * @returns {{ resolution: string, project: string }[]}
 */
function projectsOf(parent, name, library) {
  const folder = join(parent, name);
  mkdirSync(folder);
  install(folder, library);
  const { lib, types, files } = library;
  return Object.entries(RESOLUTIONS).map(([resolution, options]) => {
    const isOld = options.module === "commonjs";
    // Without skipLibCheck our own declarations are checked too. TypeScript's own are not ours to check.
    const base = { target: "es2022", strict: true, noEmit: true, skipDefaultLibCheck: true };
    const compilerOptions = { ...base, lib, types, ...options };
    const project = join(folder, `tsconfig.${resolution}.json`);
    writeFileSync(
      project,
      JSON.stringify({ compilerOptions, files: files.filter((file) => !isOld || !NEW_FILES.includes(file)) }),
    );
    return { resolution, project };
  });
}

/**
 * Compiles all projects with one compiler. In one process, which reads what they share once.
 *
 * @param {string} compiler
 * @param {{ resolution: string, project: string }[]} all
 */
async function check(compiler, all) {
  const other = compiler === "typescript" ? "commonjs" : "node10";
  const projects = all.filter(({ resolution }) => resolution !== other).map(({ project }) => project);
  const tsc = fileURLToPath(new URL("bin/tsc", import.meta.resolve(`${compiler}/package.json`)));
  const args = [tsc, "--build", "--force", "--verbose", ...projects];
  const errors = await run(process.execPath, args).then(() => "", output);
  console.log(`${errors === "" ? "ok    " : "FAILED"} ${compiler}, ${projects.length} projects`);
  if (errors === "") return;
  console.error(errors);
  process.exitCode = 1;
}

/** @param {{ stdout: string, stderr: string, message: string }} error */
function output({ stdout, stderr, message }) {
  return stdout + stderr || message;
}

const parent = mkdtempSync(join(tmpdir(), "volume-key-types-"));
try {
  const projects = Object.entries(LIBRARIES).flatMap(([name, library]) => projectsOf(parent, name, library));
  console.log(`node16, nodenext, bundler, commonjs, each with ${Object.keys(LIBRARIES).join("; ")}`);
  await inTurn(COMPILERS, 2, (compiler) => check(compiler, projects));
} finally {
  rmSync(parent, { recursive: true });
}
