// The tarball, as a registry and its users get it: what is in it, its size, and what publint and are-the-types-wrong say.
//
//     node test/package/check.js
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { build } from "esbuild";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { makeFolder, pack } from "../../tools/package.js";
import { root } from "../../tools/root.js";

/** Bytes of the tarball without its vectors. */
const MAX_SIZE = 60_000;

const CONTENTS = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^docs\/(specification|threat-model)\.md$/,
  /^dist\/(index|identity|cli|chunk-\w+)\.js$/,
  /^identity\/package\.json$/,
  /^dist\/(index|identity|realm-[\w-]+)\.d\.ts$/,
  /^src\/wasm\.d\.ts$/,
  /^build\/volume-key\.wasm$/,
  /^test\/vectors\/(volume-key-v1|secret-key|identity|workload-id|volume-encryption)\.json$/,
];

/** Of my-workload, with examples/identity. */
const EXAMPLE_KEY = "SlLNPFj7DPgM8xvkdOrWCN-eKUq1R4wFQrZMrl-MUVs";

/** Scripts that a package manager runs on the user's machine. */
const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall", "prepare"];

/** What the main entry may import: nothing of Node, nothing but the one dependency. */
const IMPORTS = /^node_modules\/@noble\/hashes\//;

process.chdir(root);
const work = makeFolder();
const tarball = pack(root, work);
checkContents();
checkSize();
await checkImports();
await checkCommand();
await checkWithPublint();
checkTypes();

function checkContents() {
  const files = tar("-tzf", tarball)
    .trim()
    .split("\n")
    .map((name) => name.replace(/^package\//, ""));
  const others = files.filter((name) => !CONTENTS.some((pattern) => pattern.test(name)));
  if (others.length > 0) throw new Error(`the tarball holds what does not belong in it: ${others.join(", ")}`);
  for (const pattern of CONTENTS) {
    if (!files.some((name) => pattern.test(name))) throw new Error(`the tarball holds nothing like ${pattern}`);
  }
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const forbidden = INSTALL_SCRIPTS.filter((name) => name in scripts);
  if (forbidden.length > 0) throw new Error(`scripts that run on the user's machine: ${forbidden.join(", ")}`);
  console.log(`contents: ${files.length} files, no install script`);
}

function checkSize() {
  const folder = join(work, "without-vectors");
  mkdirSync(folder);
  tar("-xzf", tarball, "-C", folder, "--exclude", "package/test");
  const [all, rest] = [tarball, pack(join(folder, "package"), folder)].map((name) => readFileSync(name).length);
  console.log(`tarball: ${all} bytes packed, ${rest} without the vectors (at most ${MAX_SIZE})`);
  if (Number(rest) > MAX_SIZE) throw new Error(`expected at most ${MAX_SIZE} bytes without the vectors, got ${rest}`);
}

async function checkImports() {
  const { metafile } = await build({
    entryPoints: ["dist/index.js"],
    bundle: true,
    platform: "neutral",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const inputs = Object.keys(metafile.inputs);
  const others = inputs.filter((name) => !name.startsWith("dist/") && !IMPORTS.test(name));
  if (others.length > 0) throw new Error(`the main entry imports ${others.join(", ")}`);
  console.log(`imports of the main entry: ${inputs.length - 1} files, of the one dependency alone`);
}

/** The command in one CommonJS file, as a single executable has it: no top-level await, no `import.meta`. */
async function checkCommand() {
  const outfile = join(work, "cli.cjs");
  const { warnings } = await build({
    entryPoints: ["dist/cli.js"],
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile,
    logLevel: "silent",
  });
  if (warnings.length > 0) throw new Error(warnings.map(({ text }) => text).join("\n"));
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  const derive = ["derive", "my-workload", "--identity", "examples/identity"];
  for (const [expected, ...args] of [
    [version, "--version"],
    [EXAMPLE_KEY, ...derive],
  ]) {
    const printed = execFileSync(process.execPath, [outfile, ...args], { encoding: "utf8" });
    if (printed !== `${expected}\n`) throw new Error(`${args.join(" ")}: expected ${expected}, got ${printed}`);
  }
  console.log("the command as one CommonJS file: the example key");
}

async function checkWithPublint() {
  const bytes = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ strict: true, pack: { tarball: bytes.buffer } });
  if (messages.length > 0) throw new Error(messages.map((message) => formatMessage(message, pkg)).join("\n"));
  console.log("publint, strict: nothing to say");
}

/** A CommonJS file gets an ES module, as Node 20.19 and later give it. No old resolution finds a Wasm module. */
function checkTypes() {
  const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
  const modules = Object.keys(exports).filter((entry) => entry.endsWith(".wasm"));
  checkEntries("--exclude-entrypoints", ...modules);
  checkEntries("--profile", "node16", "--entrypoints", ...modules);
  console.log("are-the-types-wrong: nothing is");
}

/** @param {string[]} options */
function checkEntries(...options) {
  const attw = ["test/node_modules/@arethetypeswrong/cli/dist/index.js", tarball, "--no-color", "--no-emoji"];
  const args = [...attw, "--format", "ascii", "--ignore-rules", "cjs-resolves-to-esm", ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stdout + stderr);
}

/** @param {string[]} args */
function tar(...args) {
  return execFileSync("tar", args, { encoding: "utf8" });
}
