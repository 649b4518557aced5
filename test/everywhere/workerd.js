/** The suite on workerd. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bundle } from "../../tools/bundle.js";
import { runReports } from "../../tools/process.js";
import { WORKERD } from "../../tools/runtimes.js";

/** @import { Row } from "./main.js" */

/** As users import it. */
const MODULE = "@paygress/volume-key/volume-key.wasm";

/** Node compatibility is what a worker gets from 2026-08-04 on, unless it says otherwise. */
const DATES = [
  { what: "with Node compatibility", node: true, date: "2026-08-04" },
  { what: "without Node compatibility", node: false, date: "2026-08-03" },
];

/**
 * @param {string} app the user's folder
 * @returns {Row[]}
 */
export function workerdRows(app) {
  return DATES.map(({ what, node, date }) => ({
    runtime: "workerd",
    what,
    cores: ["js", "wasm"],
    refusal: /disallowed by embedder/,
    async run() {
      const folder = mkdtempSync(join(app, "workerd-"));
      const runtime = execFileSync(WORKERD, ["--version"], { encoding: "utf8" }).trim();
      const script = await bundle(join(app, "test/everywhere/inside/workerd.js"), {
        format: "esm",
        external: [MODULE],
      });
      writeFileSync(join(folder, "worker.js"), script);
      const { resolve } = createRequire(join(app, "package.json"));
      copyFileSync(resolve(MODULE), join(folder, "volume-key.wasm"));
      const configuration = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "suite", worker = .suite)]);
const suite :Workerd.Worker = (
  compatibilityDate = "${date}",
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "${MODULE}", wasm = embed "volume-key.wasm"),
  ],
  bindings = [(name = "runtime", text = "${runtime}"), (name = "node", json = "${node}")],
);
`;
      writeFileSync(join(folder, "workerd.capnp"), configuration);
      return runReports([WORKERD, "test", "workerd.capnp"], { cwd: folder, talks: true });
    },
  }));
}
