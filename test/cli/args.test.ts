import { expect, test } from "vitest";
import { type DeriveOptions, FORMATS, parseCommand } from "../../cli/args.ts";
import { HELP } from "../../cli/help.ts";
import { NSEC, SECRET_KEY } from "../fixtures.ts";

const HIDDEN = "(not shown: it may be secret)";

test.each<[string[], string]>([
  [["--help"], "help"],
  [["-h"], "help"],
  [["--version"], "version"],
  [["new-id"], "new-id"],
  [["info"], "info"],
  ...["derive", "new-id", "info"].flatMap((command): [string[], string][] => [
    [[command, "--help"], "help"],
    [[command, "-h"], "help"],
  ]),
])("%j asks for %s", (args, name) => {
  expect(parseCommand(args)).toEqual({ name });
});

const DEFAULTS: DeriveOptions = {
  ids: { workloadId: "id" },
  identity: undefined,
  format: "base64url",
  output: undefined,
};

test.each<[string, string[], Partial<DeriveOptions>]>([
  ["an id", ["id"], {}],
  ["an identity", ["id", "--identity", "file"], { identity: "file" }],
  ["an identity from standard input", ["id", "--identity", "-"], { identity: "-" }],
  ["an identity, in short", ["-i", "file", "id"], { identity: "file" }],
  ["an identity from standard input, in short", ["id", "-i", "-"], { identity: "-" }],
  ["an output, in short", ["id", "-o", "file"], { output: "file" }],
  ["a value with an equals sign in it", ["id", "-i", "=", "--output==a=b"], { identity: "=", output: "=a=b" }],
  ["a value after an equals sign", ["id", "--identity=file"], { identity: "file" }],
  ["a value with a dash after an equals sign", ["id", "--identity=-file"], { identity: "-file" }],
  ["an output", ["id", "--output", "file"], { output: "file" }],
  ["standard output by its dash", ["id", "--output", "-"], {}],
  ["options before the id", ["--format", "hex", "id"], { format: "hex" }],
  ["ids from a file", ["--ids", "file"], { ids: { file: "file" } }],
  ["ids from standard input", ["--ids", "-"], { ids: { file: "-" } }],
  ["an id that is a dash", ["-"], { ids: { workloadId: "-" } }],
  ["an id that begins with a dash", ["--", "-id"], { ids: { workloadId: "-id" } }],
  ["an id that reads as an option", ["--", "--help"], { ids: { workloadId: "--help" } }],
  ["an id with a space inside", ["a b"], { ids: { workloadId: "a b" } }],
  ["an id beyond ASCII", ["żółw 🐢"], { ids: { workloadId: "żółw 🐢" } }],
  ["an npub as the id", [NSEC.replace("nsec", "npub")], { ids: { workloadId: NSEC.replace("nsec", "npub") } }],
  ["a long id", ["x".repeat(300)], { ids: { workloadId: "x".repeat(300) } }],
  ["a UUID without its dashes", [SECRET_KEY.slice(0, 32)], { ids: { workloadId: SECRET_KEY.slice(0, 32) } }],
  ...FORMATS.map((format): [string, string[], Partial<DeriveOptions>] => [
    `the format ${format}`,
    ["id", "--format", format],
    { format },
  ]),
])("derive takes %s", (_, args, expected) => {
  expect(parseCommand(["derive", ...args])).toEqual({ name: "derive", ...DEFAULTS, ...expected });
});

test("derive may follow its options", () => {
  expect(parseCommand(["--format", "hex", "derive", "id"])).toEqual({ name: "derive", ...DEFAULTS, format: "hex" });
});

test.each([
  ["a cluster", `-${"h".repeat(100_000)}`],
  ["help with a value", `-h=${"=".repeat(100_000)}`],
  ["an unknown option", `--${"nsec1".repeat(20_000)}`],
])("%s of 100,000 characters is refused", (_, arg) => {
  expect(() => parseCommand([arg])).toThrow(`unknown option ${HIDDEN}`);
});

test("as many arguments as a system takes are counted", () => {
  const args = new Array<string>(300_000).fill("a");
  expect(() => parseCommand(["derive", "--", ...args])).toThrow("300000 workload ids are given");
});

test("64 hex digits are an id, as a Nostr event has one", () => {
  expect(parseCommand(["derive", SECRET_KEY])).toMatchObject({ ids: { workloadId: SECRET_KEY } });
});

test("the help names every command, option and format, and fits a terminal", () => {
  for (const name of ["derive", "new-id", "info"]) expect(HELP).toContain(`\n  ${name} `);
  for (const options of ["-i, --identity", "--ids", "--format", "-o, --output", "-h, --help", "--version"]) {
    expect(HELP).toMatch(new RegExp(`\n {2}( {4})?${options} `));
  }
  for (const format of FORMATS) expect(HELP).toMatch(new RegExp(`--format FORMAT .*\\b${format}\\b`));
  for (const line of HELP.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
});
