/** `npm run derive -- …`: `paygress-volume-key derive …` from a checkout, set up first where it is fresh. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { root } from "./root.js";
import { build, install } from "./setup.js";

install();
build();
const args = [join(root, "dist/cli.js"), "derive", ...process.argv.slice(2)];
process.exitCode =
  spawnSync(process.execPath, args, { stdio: "inherit", cwd: process.env.INIT_CWD ?? root }).status ?? 1;
