/**
 * `npm test`: the gate. Sets up what it needs, then runs every check, and stops at the first that fails.
 *
 *     npm test                   what cannot run here is a line that says how to get it
 *     npm test -- --require-all  it is a failure, as in .ci/run
 */
import { spawnSync } from "node:child_process";
import process from "node:process";
import { root } from "./root.js";
import { install } from "./setup.js";

const requireAll = process.argv.includes("--require-all");

const TSC = "node_modules/typescript/bin/tsc";

/** @type {[title: string, ...args: string[]][]} */
const STEPS = [
  ["format and lint", "node_modules/@biomejs/biome/bin/biome", "ci", "--error-on-warnings"],
  ["types", TSC],
  ["types of the main entry, with neither Node nor DOM", TSC, "--project", "src"],
  ["build/ is what assembly/ compiles to", "scripts/build-core.js", "--check"],
  ["dist/", "node_modules/tsup/dist/cli-default.js", "--silent"],
  ["types of the tests, which use dist/", TSC, "--project", "test"],
  ["the tarball", "test/package/check.js"],
  ["what JSR publishes", "node_modules/deno/bin.cjs", "publish", "--dry-run", "--allow-dirty", "--quiet"],
  ["sizes, as pages download them", "node_modules/size-limit/bin.js"],
  ["declarations, as users compile them", "test/types/check.js"],
  ["unit tests, command line, LUKS2, examples", "node_modules/vitest/vitest.mjs", "run", "--coverage"],
  ["the suite on every runtime", "test/matrix/main.js"],
];

install();
for (const [title, ...args] of STEPS) {
  console.log(`\n── ${title}`);
  const env = { ...process.env, VOLUME_KEY_REQUIRE_ALL: requireAll ? "1" : "" };
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit", env });
  if (status !== 0) {
    console.error(`\nnpm test: failed at: ${title}`);
    process.exit(1);
  }
}
