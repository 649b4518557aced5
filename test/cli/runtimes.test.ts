import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { NSEC, temporaryFolder } from "../fixtures.ts";
import { IDENTITY, linesOf, runProgram, STARTS, type Surroundings, said, UNKNOWN_USER, use } from "./command.ts";

const folder = temporaryFolder();
writeFileSync(join(folder, "ids"), "a\nżółw 🐢\r\nc");
writeFileSync(join(folder, "bad"), `${"a\n".repeat(5000)} b\n`);
writeFileSync(join(folder, "long"), `a\n${"x".repeat(65537)}\n`);
writeFileSync(join(folder, "damaged"), NSEC.replace("spedva", "spedvq"));
writeFileSync(join(folder, "utf16"), `\ufeff${NSEC}`, "utf16le");
writeFileSync(join(folder, "existing"), "left as it is");

const IDENTIFIED = ["derive", "--identity", IDENTITY];

const CASES: [string, string[], Partial<Surroundings>?][] = [
  ["a key", [...IDENTIFIED, "a"]],
  ["a key in JSON", [...IDENTIFIED, "żółw 🐢", "--format", "json"]],
  ["a key in raw", [...IDENTIFIED, "a", "--format=raw"]],
  ["an id that begins with a dash", [...IDENTIFIED, "--", "-id"]],
  ["an identity from standard input", ["derive", "a", "--identity", "-"], { stdin: NSEC }],
  ["ids from a file", [...IDENTIFIED, "--ids", "ids"]],
  ["ids from standard input", [...IDENTIFIED, "--ids", "-"], { stdin: "a\nb\r\n".repeat(20_000) }],
  ["no ids", [...IDENTIFIED, "--ids", "-"]],
  ["a bad line", [...IDENTIFIED, "--ids", "bad"]],
  ["a line too long", [...IDENTIFIED, "--ids", "long", "--format", "hex"]],
  ["ids that are a folder", [...IDENTIFIED, "--ids", "."]],
  ["an existing output", [...IDENTIFIED, "a", "--output", "existing"]],
  ["an output in no folder", [...IDENTIFIED, "a", "--output", "absent/keys"]],
  ["no identity in the home folder", ["derive", "a"]],
  ["a folder as identity", ["derive", "a", "--identity", "."]],
  ["a damaged nsec", ["derive", "a", "--identity", "damaged"]],
  ["an identity in UTF-16, which others may use", ["derive", "a", "--identity", "utf16"]],
  ["an identity behind a ~", ["derive", "a", "--identity", "~/identity"]],
  ["an output behind a ~", [...IDENTIFIED, "a", "--output=~/keys"]],
  ["an output named as a folder", [...IDENTIFIED, "a", "--output=keys/"]],
  ["line ends in JSON", [...IDENTIFIED, "a\u2028b", "--format=json"]],
  ["an nsec as an argument", ["derive", "a", "--identity", NSEC]],
  ["an option without a value", ["derive", "a", "--identity", "--format", "hex"]],
  ["the help", ["--help"]],
  ["the version", ["--version"]],
];

test.skipIf(UNKNOWN_USER === undefined).each(Object.entries(STARTS))(
  "%s tells a user without a home folder so (needs root, setpriv and a checkout that others may read)",
  (runtime, start) => {
    // Deno has its dependencies in this user's folder; it is not granted to ask for a user's home.
    const user = runtime === "Deno" ? [] : (UNKNOWN_USER ?? []);
    const [name = "", ...args] = [...user, "env", "-u", "HOME", ...start, "derive", "a"];
    expect(runProgram([name, ...args], { folder })).toEqual({
      stdout: "",
      stderr: said(
        "identity: no home folder is known",
        "name the file with --identity FILE, or use --identity - to read standard input",
      ),
      code: 1,
    });
  },
);

describe.each(["Node", "Deno", "Bun"] as const)("%s does as the sources do in this process with", (runtime) => {
  test.each(CASES)("%s", async (_, args, surroundings) => {
    const there = runProgram([...STARTS[runtime], ...args], { folder, ...surroundings });
    expect(there).toEqual(await use(args, { folder, ...surroundings }));
  });

  test("an output", () => {
    const args = [...IDENTIFIED, "--ids", "ids", "--output", "keys"];
    expect(runProgram([...STARTS[runtime], ...args], { folder })).toEqual({ stdout: "", stderr: "", code: 0 });
    expect(readFileSync(join(folder, "keys"), "utf8")).toBe(linesOf("a", "żółw 🐢", "c"));
    rmSync(join(folder, "keys"));
  });

  test("a reader that goes", () => {
    const script = `yes a | "$@" | head -n 1; echo "\${PIPESTATUS[1]}"`;
    const program = ["bash", "-c", script, "bash", ...STARTS[runtime], ...IDENTIFIED, "--ids", "-"] as const;
    expect(runProgram(program, { folder })).toEqual({ stdout: `${linesOf("a")}1\n`, stderr: "", code: 0 });
  });

  test("info", async () => {
    const { stdout, stderr, code } = runProgram([...STARTS[runtime], "info"], { folder });
    const here = await use(["info"], { folder });
    expect(stdout).toMatch(new RegExp(`^runtime {4}${runtime} \\d`, "m"));
    const others = (text: string) => text.split("\n").filter((line) => !line.startsWith("runtime"));
    expect({ others: others(stdout), stderr, code }).toEqual({ others: others(here.stdout), stderr: "", code: 0 });
  });
});
