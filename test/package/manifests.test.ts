import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { VERSION } from "../../cli/version.ts";

const npm = read("package.json");
const jsr = read("deno.json");

/** The folders that install packages of their own, none of them a dependency of the package. */
const PRIVATE = ["test", "bench", "tools", "test/package/resolve"];

function read(file: string) {
  return JSON.parse(readFileSync(file, "utf8"));
}

describe("package.json and deno.json", () => {
  it("have the version that the command line prints", () => {
    expect([npm.version, jsr.version]).toStrictEqual([VERSION, VERSION]);
  });

  it("have the same name, licence and entries", () => {
    expect([jsr.name, jsr.license]).toStrictEqual([npm.name, npm.license]);
    const modules = Object.keys(npm.exports).filter((entry) => !/\.(wasm|json)$/.test(entry));
    expect(Object.keys(jsr.exports)).toStrictEqual(modules);
  });

  it("have the same runtime dependencies, pinned, and no others", () => {
    const pinned = Object.fromEntries(
      Object.entries(npm.dependencies).map(([name, version]) => [name, `npm:${name}@${version}`]),
    );
    expect(jsr.imports).toStrictEqual(pinned);
    expect(Object.keys(pinned)).toStrictEqual(["@noble/hashes"]);
  });

  it("pin every development dependency", () => {
    const all = PRIVATE.map((folder) => read(`${folder}/package.json`).dependencies);
    const versions = [npm.devDependencies, ...all].flatMap<string>(Object.values);
    for (const version of versions) expect(version).toMatch(/^((npm:[\w-]+@)?\d|file:\.\.$)/);
  });
});

describe("the lockfiles", () => {
  it.each([".", ...PRIVATE])("have the bytes of every package, and no registry's host, in %s", (folder) => {
    const { packages } = read(`${folder}/package-lock.json`);
    const entries = Object.entries<{ integrity?: string; resolved?: string; link?: boolean }>(packages);
    const installed = entries.filter(([path, { link }]) => path.startsWith("node_modules/") && !link);
    expect(installed.length).toBeGreaterThan(0);
    for (const [path, { integrity, resolved }] of installed) {
      expect([path, resolved, integrity]).toEqual([path, undefined, expect.stringMatching(/^sha512-/)]);
    }
  });

  it("have the same bytes and versions for Deno", () => {
    const lock = read("deno.lock");
    const { version, integrity } = read("package-lock.json").packages["node_modules/@noble/hashes"];
    expect(lock.npm).toStrictEqual({ [`@noble/hashes@${version}`]: { integrity } });
    const pinned = Object.entries({ ...npm.dependencies, ...npm.devDependencies });
    expect(new Set(lock.workspace.packageJson.dependencies)).toEqual(
      new Set(pinned.map(([name, version]) => `npm:${name}@${version}`)),
    );
  });
});
