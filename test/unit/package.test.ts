import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { VERSION } from "../../cli/version.ts";

const npm = JSON.parse(readFileSync("package.json", "utf8"));
const jsr = JSON.parse(readFileSync("deno.json", "utf8"));

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
    for (const version of Object.values<string>(npm.devDependencies)) expect(version).toMatch(/^(npm:[\w-]+@)?\d/);
  });
});
