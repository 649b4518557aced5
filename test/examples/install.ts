/** An example as its users have it: in a folder of its own, with what its lockfile names and with the packed package. */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { npm, pack } from "../../tools/package.js";
import { root } from "../../tools/root.js";
import { CACHE } from "../../tools/runtimes.js";

const QUIET = ["--silent", "--no-audit", "--no-fund", "--prefer-offline"];

/**
 * Makes a temporary folder of an example and installs it.
 *
 * @returns `app`, the folder, and `remove`
 */
export function installExample(name: string) {
  const work = mkdtempSync(join(tmpdir(), "volume-key-example-"));
  const app = join(work, name);
  const source = join(root, "examples", name);
  cpSync(source, app, { recursive: true, filter: (path) => !/\/(node_modules|dist)$/.test(path) });

  if (existsSync(join(app, "package-lock.json"))) {
    cpSync(join(dependenciesOf(app), "node_modules"), join(app, "node_modules"), {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
    });
  }
  npm(app, "install", "--no-save", ...QUIET, pack(root, work));
  return { app, remove: () => rmSync(work, { recursive: true, maxRetries: 3 }) };
}

/**
 * Installs what a lockfile names into a cache folder of the user's, once: better-sqlite3 is compiled, which takes a minute.
 *
 * @returns the folder
 */
function dependenciesOf(app: string): string {
  const hash = createHash("sha256").update(`${process.version} ${process.platform} ${process.arch}`);
  for (const name of ["package.json", "package-lock.json"]) hash.update(readFileSync(join(app, name)));
  const folder = join(CACHE, `example-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  // Beside it first, so that one that is there is whole.
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    // The package itself is in no lockfile: it is on no registry as the version that is tested.
    const { dependencies, ...others } = JSON.parse(readFileSync(join(app, "package.json"), "utf8"));
    delete dependencies["@paygress/volume-key"];
    writeFileSync(join(unfinished, "package.json"), JSON.stringify({ ...others, dependencies }));
    cpSync(join(app, "package-lock.json"), join(unfinished, "package-lock.json"));
    npm(unfinished, "ci", ...QUIET);
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** Imports what a file of the example would, by the same name. */
export function importFrom(app: string, name: string) {
  return import(pathToFileURL(createRequire(join(app, "package.json")).resolve(name)).href);
}
