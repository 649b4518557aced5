/**
 * `npm test`: the gate. Sets up what it needs, then runs the checks, and stops at the first that fails.
 *
 *     npm test                     what cannot run here is a line that says how to get it
 *     npm test -- --require-all    it is a failure, as in .ci/run
 *     npm test -- unit/secret-key  only the tests whose file has this in its path
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { inTurn } from "./in-turn.js";
import { root } from "./root.js";
import { build, install, isOlder } from "./setup.js";

/** Scripts of package.json, in groups. Those of a group use one core each, and run two at a time. */
const GROUPS = [
  ["lint", "build:core -- --check", "types", "test:package", "test:mutants -- --sample"],
  ["docs -- --emit none", "test:proof -- --short", "test:fuzz -- --short", "test:no-trace -- --short"],
  ["test:unit -- --coverage"],
  ["test:everywhere"],
];

const requireAll = process.argv.includes("--require-all");
const files = process.argv.slice(2).filter((arg) => arg !== "--require-all");

/** The script that failed first. @type {string | undefined} */
let failed;

for (const folder of [".", "test", "bench", "tools"]) install(folder);
build();
if (files.length > 0) await runFiles();
else for (const group of GROUPS) await inTurn(group, 2, (script) => run(script, group.length === 1));
if (failed !== undefined) {
  console.error(`\nnpm test: failed at: ${failed}`);
  process.exitCode = 1;
}

async function runFiles() {
  // Tests of an older core would tell nothing.
  if (isOlder("build/volume-key.ts", ["assembly"])) await run("build:core -- --check", true);
  await run(`test:unit -- ${files.join(" ")}`, true);
}

/**
 * @param {string} script with its arguments
 * @param {boolean} isAlone whether it prints as it goes, and not at its end
 */
async function run(script, isAlone) {
  if (failed !== undefined) return;
  if (isAlone) console.log(`\n── ${script}`);
  const child = spawn("npm", ["run", "--silent", ...script.split(" ")], {
    cwd: root,
    env: { ...process.env, VOLUME_KEY_REQUIRE_ALL: requireAll ? "1" : "" },
    shell: process.platform === "win32", // since npm is a script there
    stdio: isAlone ? "inherit" : ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk) => (printed += chunk));
  }
  const [status] = await once(child, "close");
  if (!isAlone) console.log(`\n── ${script}\n${printed}`.trimEnd());
  if (status !== 0) failed ??= script;
}
