// The entries in what reads no `exports`: each bundler makes one file of a program and all that it imports, and Node runs
// it. `npm test` goes without, since they are 700 packages. This folder is the user's: their lockfile and configuration.
//
//     node test/package/resolve/main.js
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { makeFolder, npm, pack } from "../../../tools/package.js";
import { root } from "../../../tools/root.js";

const PROJECT = ["package.json", "package-lock.json", ".npmrc", "metro.config.cjs"];

const app = makeFolder();
for (const name of PROJECT) cpSync(join(root, "test/package/resolve", name), join(app, name));
npm(app, "ci", "--silent", "--no-audit", "--no-fund");
npm(app, "install", "--silent", "--no-audit", "--no-fund", "--no-save", pack(root, makeFolder()));

const { testGroups } = JSON.parse(readFileSync(join(root, "test/vectors/volume-key-v1.json"), "utf8"));
const [{ secretKey, workloadId, volumeKey }] = testGroups[0].tests;
const print = 'console.log(Array.from(key, (byte) => byte.toString(16).padStart(2, "0")).join(""));';
write(
  "main.js",
  'import { deriveVolumeKey, parseSecretKey } from "@paygress/volume-key";',
  `const key = deriveVolumeKey(parseSecretKey("${secretKey}"), "${workloadId}");`,
  print,
);
write("identity", secretKey);
write(
  "identity.js",
  'import { deriveVolumeKey } from "@paygress/volume-key";',
  'import { readIdentity } from "@paygress/volume-key/identity";',
  'readIdentity("identity").then((secretKey) => {',
  `  const key = deriveVolumeKey(secretKey, "${workloadId}");`,
  `  ${print}`,
  "});",
);

// Parcel brings its own transform of ES modules.
runTool("parcel", "build", "main.js", "identity.js", "--no-cache", "--dist-dir", "parcel");
checkBundle("Parcel", "parcel/main.js");
checkBundle("Parcel, identity", "parcel/identity.js");

// browserify parses neither ES modules nor syntax from ES2020 on, so Babel goes over the dependencies too.
const babelify = ["[", "babelify", "--presets", "[", "@babel/preset-env", "]", "]"];
runTool("browserify", "main.js", "--global-transform", ...babelify, "--outfile", "browserify.js");
checkBundle("browserify", "browserify.js");

// Metro has the transform of React Native, see metro.config.cjs.
runTool("metro", "build", "main.js", "--config", "metro.config.cjs", "--out", "metro.js");
checkBundle("Metro", "metro.js");

// The resolver that eslint-plugin-import has where nothing is configured.
const eslint = createRequire(join(app, "main.js"))("eslint-import-resolver-node");
for (const entry of ["@paygress/volume-key", "@paygress/volume-key/identity"]) {
  const { found } = eslint.resolve(entry, join(app, "main.js"), {});
  if (!found) throw new Error(`eslint-plugin-import: does not find ${entry}`);
  console.log(`ok     eslint-plugin-import, ${entry}`);
}

/**
 * @param {string} name
 * @param {string[]} lines
 */
function write(name, ...lines) {
  writeFileSync(join(app, name), `${lines.join("\n")}\n`);
}

/**
 * @param {string} name
 * @param {string[]} args
 */
function runTool(name, ...args) {
  execFileSync(process.execPath, [join("node_modules/.bin", name), ...args], {
    cwd: app,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/**
 * @param {string} bundler
 * @param {string} file
 */
function checkBundle(bundler, file) {
  const [cwd, input] = [app, readFileSync(join(app, file))];
  const printed = execFileSync(process.execPath, ["--input-type=commonjs"], { cwd, input, encoding: "utf8" });
  if (printed !== `${volumeKey}\n`) throw new Error(`${bundler}: expected ${volumeKey}, got ${printed}`);
  console.log(`ok     ${bundler}`);
}
