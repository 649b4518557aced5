/** The README, followed by a user in an empty folder with an empty home, with the tarball in place of the package's name. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { build, type Plugin } from "esbuild";
import { describe, expect, test } from "vitest";
import { makeFolder, pack } from "../../tools/package.js";
import { root } from "../../tools/root.js";
import { read } from "./examples.ts";

/** Of my-workload, with examples/identity. */
const EXAMPLE_KEY = "SlLNPFj7DPgM8xvkdOrWCN-eKUq1R4wFQrZMrl-MUVs";
const NSEC = read("examples/identity").trim();

const README = read("README.md");
const blocks = [...README.matchAll(/^```(\S.*)\n([\s\S]*?)^```$/gm)].map(([, kind = "", code = ""]) => ({
  kind,
  code,
}));
const first = (kind: string) => blocks.find((block) => block.kind === kind)?.code ?? "";

const work = makeFolder();
const tarball = pack(root, work);
const [app, home, bin] = ["app", "home", "bin"].map((name) => join(work, name)) as [string, string, string];
for (const folder of [app, bin, join(home, ".paygress")]) mkdirSync(folder, { recursive: true });
writeFileSync(join(app, "package.json"), '{ "private": true, "type": "module" }');
for (const file of [join(home, ".paygress/identity"), join(app, "old")]) {
  cpSync(join(root, "examples/identity"), file);
  chmodSync(file, 0o600);
}
writeFileSync(join(app, "new"), "1".repeat(64), { mode: 0o600 });
// To open a volume takes root and a device mapper. The key is tried in its place.
writeFileSync(join(bin, "sudo"), '#!/bin/sh\nexec "$@" --test-passphrase\n', { mode: 0o755 });
const programs = [bin, join(app, "node_modules/.bin"), inRoot("node_modules/.bin"), inRoot("test/node_modules/.bin")];
const PATH = [...programs, process.env.PATH, "/usr/sbin", "/sbin"].join(":");
const env = { ...process.env, HOME: home, PATH, LC_ALL: "C", NO_COLOR: "1" };

function inRoot(path: string): string {
  return join(root, path);
}

function run(command: string, args: string[], input = "", cwd = app) {
  const { error, status, stdout, stderr } = spawnSync(command, args, { cwd, env, input, encoding: "utf8" });
  expect(`${error ?? ""}${stderr}exit code ${status}`).toMatch(/exit code 0$/);
  return stdout;
}

const missing = spawnSync("cryptsetup", ["--version"], { env }).status !== 0;
if (missing)
  console.warn("test/package: skipped the README's shell blocks; to run them: apt-get install cryptsetup-bin");

describe.skipIf(missing && process.env.VOLUME_KEY_REQUIRE_ALL !== "1")(
  "the README's shell blocks, in their order",
  () => {
    const scripts = blocks.filter(({ kind }) => /^sh\b/.test(kind));

    test.each(scripts)("$code", ({ kind, code }) => {
      // What the clone's own command sets up, .ci/run looks at.
      const script = code
        .replaceAll(/(?<=install |add )@paygress\/volume-key/g, tarball)
        .replace("npm run -s derive --", "paygress-volume-key derive");
      const stdout = run("bash", ["-euo", "pipefail"], script, kind === "sh clone" ? root : app);
      const expected = [...code.matchAll(/^# (.*)$/gm)].map(([, line = ""]) => line);
      if (expected.length > 0) expect(stdout.split("\n")).toEqual(expect.arrayContaining(expected));
      else if (!code.includes("install")) expect(stdout).toBe("");
    });

    test.each(["node", "bun"])("then the first program prints the key on %s", (runtime) => {
      writeFileSync(join(app, "key.js"), first("ts"));
      expect(run(runtime, ["key.js"])).toBe(`${EXAMPLE_KEY}\n`);
    });
  },
);

test("the program for Deno prints the key, with the clone in place of JSR's package", () => {
  writeFileSync(join(app, "key.ts"), first("ts deno"));
  const [command = "", ...args] = (/^`(deno run .*) key\.ts`:$/m.exec(README)?.[1] ?? "").split(" ");
  expect(run(command, [...args, "--quiet", `--config=${inRoot("deno.json")}`, "key.ts"])).toBe(`${EXAMPLE_KEY}\n`);
});

test("the program for browsers, bundled, puts out the key", async () => {
  const stdin = { contents: first("js browser"), resolveDir: root };
  const { outputFiles } = await build({ stdin, bundle: true, write: false, format: "iife", logLevel: "silent" });
  const elements = { input: { value: NSEC }, output: { value: "" } };
  const document = { querySelector: (name: keyof typeof elements) => elements[name] };
  new Function("document", outputFiles[0]?.text ?? "")(document);
  expect(elements.output.value).toBe(EXAMPLE_KEY);
});

test("the program for workerd hands the module in", async () => {
  const asModule: Plugin = {
    name: "a module, as workerd imports it",
    setup({ onLoad }) {
      onLoad({ filter: /\.wasm$/ }, ({ path }) => {
        const bytes = JSON.stringify([...readFileSync(path)]);
        return { contents: `export default new WebAssembly.Module(new Uint8Array(${bytes}));` };
      });
    },
  };
  const more = 'import { describeCore } from "@paygress/volume-key"; export const core = describeCore();';
  const stdin = { contents: first("js") + more, resolveDir: root };
  const options = { bundle: true, write: false, format: "iife", globalName: "program", logLevel: "silent" } as const;
  const { outputFiles } = await build({ stdin, plugins: [asModule], ...options });
  expect(new Function(`${outputFiles[0]?.text}; return program.core;`)()).toEqual({ name: "wasm" });
});

test("lines of code have at most 90 columns", () => {
  expect(blocks.length).toBeGreaterThan(10);
  expect(blocks.flatMap(({ code }) => code.split("\n")).filter((line) => line.length > 90)).toEqual([]);
});
