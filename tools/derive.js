/**
 * `npm run derive -- …`: `paygress-volume-key derive …` from its sources. Installs what it needs in a fresh checkout, and builds
 * nothing.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { root } from "./root.js";
import { install } from "./setup.js";

// Node's types know it from Node 22 on.
const { typescript: nodeStripsTypes } = /** @type {{ typescript?: string | false }} */ (process.features);

install(".", { omitDev: true });
if (!nodeStripsTypes) install("tools");

const hooks = pathToFileURL(join(root, "tools/strip-types.js")).href;
const flags = nodeStripsTypes ? ["--disable-warning=ExperimentalWarning"] : ["--import", hooks];
const args = [...flags, join(root, "cli/main.ts"), "derive", ...process.argv.slice(2)];
process.exitCode =
  spawnSync(process.execPath, args, { stdio: "inherit", cwd: process.env.INIT_CWD ?? root }).status ?? 1;
