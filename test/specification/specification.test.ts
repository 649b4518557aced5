import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { sha256 } from "@noble/hashes/sha2.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { decodeVolumeEncryption, deriveVolumeKey } from "../../src/index.ts";
import { root } from "../../tools/root.js";

const FOLDER = join(root, "test/specification");
const VECTORS = join(root, "test/vectors");
const NAMES = readdirSync(VECTORS).map((name) => name.replace(/\.json$/, ""));

type Json = { [name: string]: Json } | Json[] | string | number | boolean | null;

function read(folder: string, name: string) {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
}

describe.each(NAMES)("the schema of %s.json", (name) => {
  const validate = new Ajv2020().compile(read(FOLDER, `${name}.schema`));
  const vectors = read(VECTORS, name);
  const tests = (vectors.testGroups ?? [vectors]).flatMap((group: { tests: Json[] }) => group.tests);

  test("takes the file", () => {
    expect(validate(vectors), JSON.stringify(validate.errors)).toBe(true);
  });

  test("the number of tests is that of the file, and their numbers count from 1", () => {
    expect(tests.length).toBe(vectors.numberOfTests);
    expect(tests.map(({ tcId }: { tcId: number }) => tcId)).toEqual(tests.map((_: Json, i: number) => i + 1));
  });

  /** A copy of the file in which each kind of object, by the names of its members, stands once. */
  const changed = (change: (object: Record<string, Json>, member: string) => void) => {
    const seen = new Set<string>();
    const visit = (value: Json, path: (string | number)[]): void => {
      if (typeof value !== "object" || value === null || path.includes("value")) return;
      const names = Array.isArray(value) ? [] : Object.keys(value);
      for (const member of names) {
        const kind = `${names} ${member}`;
        if (seen.has(kind)) continue;
        seen.add(kind);
        const copy = structuredClone(vectors);
        change(
          path.reduce((object, step) => object[step], copy),
          member,
        );
        expect(validate(copy), `${path.join(".")}.${member}`).toBe(false);
      }
      for (const [step, child] of Object.entries(value)) visit(child, [...path, step]);
    };
    visit(vectors, []);
    expect(seen.size).toBeGreaterThan(6);
  };

  test("refuses a missing member, wherever it was", () => {
    changed((object, member) => delete object[member]);
  });

  test("refuses an unknown member, wherever it is", () => {
    changed((object) => {
      object.unknown = "";
    });
  });
});

describe("docs/specification.md", () => {
  const page = readFileSync(join(root, "docs/specification.md"), "utf8");
  const [message = "", values = ""] = page
    .slice(page.indexOf("### A worked example"))
    .split("```text\n")
    .slice(1)
    .map((block) => block.slice(0, block.indexOf("```")));

  test("the worked example is a padded message, and its key", () => {
    const blocks = Buffer.from(message.replaceAll(/\s/g, ""), "hex");
    const id = /workload id is `(.*?)`/.exec(page)?.[1];
    const secretKey = read(VECTORS, "secret-key").tests[0].secretKey; // the example of NIP-19
    const unpadded = Buffer.from(`paygress-volume-v1\0${"?".repeat(32)}\0${id}`);
    unpadded.write(secretKey, 19, "hex");
    const padding = Buffer.alloc(40);
    padding[0] = 0x80;
    padding.writeUInt32BE(8 * unpadded.length, 36);
    expect(blocks).toEqual(Buffer.concat([unpadded, padding]));

    const [first, second, base64url] = values.trim().split("\n");
    const hash = sha256.create().update(blocks.subarray(0, 64)) as unknown as { get(): number[] };
    expect(first).toBe(
      hash
        .get()
        .map((word) => (word >>> 0).toString(16).padStart(8, "0"))
        .join(" "),
    );
    const key = createHash("sha256").update(unpadded).digest();
    expect(second?.replaceAll(" ", "")).toBe(key.toString("hex"));
    expect(base64url).toBe(key.toString("base64url"));
  });

  test("the wire object is one", () => {
    const [, block = ""] = /```json\n(.*)\n```/.exec(page) ?? [];
    const key = deriveVolumeKey(new Uint8Array(32).fill(0x99), "deadbeef-cafe");
    expect(decodeVolumeEncryption(JSON.parse(block))).toEqual(key);
  });

  test("a program in Python, written from the page, passes every vector", () => {
    const python = process.platform === "win32" ? "python" : "python3";
    const options = { encoding: "utf8", env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" } } as const;
    const { error, stdout, stderr } = spawnSync(python, [join(FOLDER, "volume_key.py"), VECTORS], options);
    if (error !== undefined && process.env.VOLUME_KEY_REQUIRE_ALL !== "1") {
      console.warn("test/specification: skipped the program in Python; to run it: apt-get install python3");
      return;
    }
    const all = NAMES.reduce((sum, name) => sum + read(VECTORS, name).numberOfTests, 0);
    expect(`${stderr}${stdout}`).toBe(`${all} passed, 0 failed\n`);
  });
});
