/**
 * The page of the browsers through each bundler, as it comes: nothing is configured but what goes in, where it goes, and
 * that it is for production. Rollup alone finds no package, so it has its plugin for that.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import * as esbuild from "esbuild";
import * as rollup from "rollup";
import * as vite from "vite";
import webpack from "webpack";
import { chromium } from "../../tools/browsers.js";
import { runPage } from "../../tools/pages.js";
import { BUN } from "../../tools/runtimes.js";
import { suiteData } from "./folders.js";

/**
 * @import { Row } from "./main.js"
 *
 * @typedef {object} Bundler
 * @property {string} name
 * @property {boolean} module whether it makes ES modules
 * @property {(entry: string, folder: string, app: string) => Promise<string[]>} bundle into the folder, which is the
 *   app's; returns what the bundler warns of
 */

/** The letters of bech32, and the first number of its checksum in each spelling (BIP 173). */
const BECH32 = /qpzry9x8gf2tvdw0s3jn54khce6mua7l|0x3b6a57b2|996825010/i;

/** @type {Bundler[]} */
const BUNDLERS = [
  {
    name: `Vite ${vite.version}`,
    module: true,
    async bundle(entry, folder, root) {
      /** @type {string[]} */
      const warnings = [];
      const warn = (/** @type {string} */ message) => void warnings.push(message);
      const customLogger = { ...vite.createLogger("silent"), warn, warnOnce: warn, error: warn };
      const build = { outDir: folder, rolldownOptions: { input: entry } };
      const { NODE_ENV } = process.env;
      await vite.build({ root, configFile: false, logLevel: "warn", customLogger, build });
      // Vite sets it, for the other rows too.
      if (NODE_ENV === undefined) delete process.env.NODE_ENV;
      return warnings;
    },
  },
  {
    name: `esbuild ${esbuild.version}`,
    module: false,
    async bundle(entry, folder) {
      const options = { bundle: true, minify: true, logLevel: /** @type {const} */ ("silent") };
      const { warnings } = await esbuild.build({ entryPoints: [entry], outdir: folder, ...options });
      return warnings.map(({ text }) => text);
    },
  },
  {
    name: `Rollup ${rollup.VERSION}`,
    module: true,
    async bundle(entry, folder) {
      /** @type {string[]} */
      const warnings = [];
      const bundle = await rollup.rollup({
        input: entry,
        plugins: [nodeResolve()],
        onLog: (_, { message }) => void warnings.push(message),
      });
      await bundle.write({ dir: folder });
      return warnings;
    },
  },
  {
    name: `webpack ${webpack.version}`,
    module: false,
    async bundle(entry, folder) {
      /** @type {import("webpack").Stats | undefined} */
      const stats = await new Promise((resolve, reject) => {
        const options = { mode: /** @type {const} */ ("production"), entry, output: { path: folder } };
        webpack(options, (error, stats) => (error ? reject(error) : resolve(stats)));
      });
      const { errors = [], warnings = [] } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
      return [...errors, ...warnings].map(({ message }) => message);
    },
  },
  {
    name: "Bun's bundler",
    module: true,
    async bundle(entry, folder) {
      const { stderr } = await promisify(execFile)(BUN, ["build", entry, "--outdir", folder, "--minify"]);
      return stderr === "" ? [] : [stderr];
    },
  },
];

/**
 * @param {string} app the user's folder
 * @returns {Row[]}
 */
export function bundlerRows(app) {
  return BUNDLERS.map((bundler) => ({
    runtime: chromium.name,
    what: `bundled with ${bundler.name}`,
    cores: ["wasm", "js"],
    missing: chromium.missing,
    async run() {
      const folder = mkdtempSync(join(app, "bundled-"));
      /** @param {string} entry */
      const bundle = (entry) => bundled(bundler, entry, folder, app);

      const [one, all] = [join(folder, "one.js"), join(folder, "all.js")];
      writeFileSync(one, 'import { deriveVolumeKey } from "@paygress/volume-key"; globalThis.one = deriveVolumeKey;');
      writeFileSync(all, 'import * as library from "@paygress/volume-key"; globalThis.all = library;');
      if (!BECH32.test(await bundle(all))) throw new Error("bech32 was not found in the bundle of everything");
      if (BECH32.test(await bundle(one))) throw new Error("bech32 is in the bundle of deriveVolumeKey alone");

      const script = await bundle(join(app, "test/everywhere/inside/page.js"));
      return runPage(app, chromium, { data: suiteData(app, ["wasm", "js"]), script, module: bundler.module });
    },
  }));
}

/**
 * @param {Bundler} bundler
 * @param {string} entry
 * @param {string} parent of the new folder
 * @param {string} app
 * @returns {Promise<string>} the one script that it makes
 */
async function bundled({ bundle }, entry, parent, app) {
  const folder = join(parent, `${basename(entry)}.bundled`);
  const warnings = await bundle(entry, folder, app);
  if (warnings.length > 0) throw new Error(`warnings of ${basename(entry)}: ${warnings.join("\n")}`);
  // webpack puts the comments with licences into a file beside it.
  const scripts = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
  const [script = ""] = scripts;
  if (scripts.length !== 1) throw new Error(`expected one script, got ${scripts.join(", ") || "none"}`);
  return readFileSync(join(folder, script), "utf8");
}
