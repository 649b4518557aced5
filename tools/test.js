/**
 * `npm test`: the gate. Sets up what it needs, then runs every check, and stops at the first that fails. Steps that use one
 * core each run two at a time; each prints what it has to say at its end.
 *
 *     npm test                   what cannot run here is a line that says how to get it
 *     npm test -- --require-all  it is a failure, as in .ci/run
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { inTurn } from "./in-turn.js";
import { root } from "./root.js";
import { install } from "./setup.js";

const requireAll = process.argv.includes("--require-all");

const TSC = "node_modules/typescript/bin/tsc";

/**
 * In groups: what a group needs, those before it have made.
 *
 * @type {[title: string, ...args: string[]][][]}
 */
const STEPS = [
  [
    ["format and lint", "node_modules/@biomejs/biome/bin/biome", "ci", "--error-on-warnings"],
    ["build/ is what assembly/ compiles to", "tools/build-core.js", "--check"],
    ["dist/", "node_modules/tsup/dist/cli-default.js", "--silent"],
    ["types", TSC],
    ["types of the main entry, with neither Node nor DOM", TSC, "--project", "src"],
  ],
  [
    ["types of the tests, which use dist/", TSC, "--project", "test"],
    ["the tarball", "test/package/check.js"],
    ["what JSR publishes", "node_modules/deno/bin.cjs", "publish", "--dry-run", "--allow-dirty", "--quiet"],
    ["mutants of the core, a sample", "test/trust/mutants.js", "--sample"],
    ["sizes, as pages download them", "node_modules/size-limit/bin.js"],
  ],
  [["declarations, as users compile them", "test/package/types/check.js"]],
  [["unit tests, command line, LUKS2, examples", "node_modules/vitest/vitest.mjs", "run", "--coverage"]],
  [["the suite on every runtime", "test/everywhere/main.js"]],
];

/** The step that failed first. @type {string | undefined} */
let failed;

install();
for (const group of STEPS) {
  // One that is alone prints as it goes.
  if (group.length === 1) console.log(`\n── ${group[0]?.[0]}`);
  await inTurn(group, 2, ([title, ...args]) => run(title, args, group.length === 1));
  if (failed !== undefined) {
    console.error(`\nnpm test: failed at: ${failed}`);
    process.exit(1);
  }
}

/**
 * @param {string} title
 * @param {string[]} args
 * @param {boolean} isAlone
 */
async function run(title, args, isAlone) {
  if (failed !== undefined) return;
  const env = { ...process.env, VOLUME_KEY_REQUIRE_ALL: requireAll ? "1" : "" };
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: isAlone ? "inherit" : ["ignore", "pipe", "pipe"],
    env,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk) => (printed += chunk));
  }
  const [status] = await once(child, "close");
  if (!isAlone) console.log(`\n── ${title}\n${printed}`.trimEnd());
  if (status !== 0) failed ??= title;
}
