import { expect, test } from "vitest";
import { type DeriveOptions, FORMATS, HELP, parseCommand } from "../../../src/cli/args.ts";
import { CliError } from "../../../src/cli/errors.ts";
import { NSEC, SECRET_KEY } from "../../fixtures.ts";

const USAGE = "paygress-volume-key --help shows how it is used";
const UNSEEN = "every character counts, white space too, and an unseen one gives another key";
const ONE_LINE = "an id is one line of text; every character counts, and an unseen one gives another key";
const SECRET = "expected no secret key among the arguments, got what looks like one";
const SECRET_HINT =
  "arguments are seen by other users and kept in the shell's history; put the key into a file and name it with --identity";
const HIDDEN = "(not shown: it may be secret)";

test.each(["help", "version", "new-id", "info"] as const)("%s is a command without arguments", (name) => {
  const args = name === "help" || name === "version" ? [`--${name}`] : [name];
  expect(parseCommand(args)).toEqual({ name });
});

test.each([
  ["-h", ["-h"]],
  ["after a command", ["derive", "--help"]],
  ["before what is wrong", ["derive", "--help", "--nonsense"]],
])("help is given for %s", (_, args) => {
  expect(parseCommand(args)).toEqual({ name: "help" });
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

test.each<[string, string[], string, string?]>([
  ["no command", [], "expected a command: derive, new-id or info"],
  ["an unknown command", ["dervie"], 'expected a command: derive, new-id or info, got "dervie"'],
  ["a secret key as the command", [NSEC], `expected a command: derive, new-id or info, got ${HIDDEN}`],
  ["an argument of new-id", ["new-id", "a"], "new-id takes no arguments"],
  ["an option of info", ["info", "--format", "hex"], "info takes no arguments"],
  ["an unknown option", ["derive", "--nonsense"], 'unknown option "--nonsense"'],
  ["an unknown short option", ["derive", "-x"], 'unknown option "-x"'],
  ["an option cut short", ["derive", "id", "--ident=file"], 'unknown option "--ident"'],
  ["an option of Object.prototype", ["derive", "--constructor=a"], 'unknown option "--constructor"'],
  ["the value of an unknown option", ["derive", `--nsec=${NSEC}`], 'unknown option "--nsec"'],
  ["a secret key as an option", [`--${NSEC}`], `unknown option ${HIDDEN}`],
  [
    "control characters, unescaped",
    ["a\x1b[2Jb"],
    "expected a command: derive, new-id or info, got (not shown: it may be secret)",
  ],
  ["an option without a value", ["derive", "id", "--identity"], "expected a value after --identity, got none"],
  ["an option with an empty value", ["derive", "id", "--identity="], "expected a value after --identity, got none"],
  ["an option in place of a value", ["derive", "--ids", "--format", "hex"], "expected a value after --ids, got none"],
  ["a short option in place of a value", ["derive", "--ids", "-h"], "expected a value after --ids, got none"],
  ["an option given twice", ["derive", "--ids", "a", "--ids", "a"], "expected --ids once, got it twice"],
  [
    "a bad format",
    ["derive", "id", "--format", "HEX"],
    'expected --format to be one of base64url, hex, raw, json, got "HEX"',
  ],
  ["no id", ["derive"], "expected a workload id, got none"],
  ["no id after the dashes", ["derive", "--"], "expected a workload id, got none"],
  ["two ids", ["derive", "a", "b"], "expected one workload id, got 2; quote an id with spaces in it"],
  ["an id and --ids", ["derive", "a", "--ids", "file"], "expected a workload id or --ids, got both"],
  [
    "two texts from standard input",
    ["derive", "--ids", "-", "--identity", "-"],
    "expected the ids or the identity from standard input, got both",
  ],
  [
    "an empty id",
    ["derive", ""],
    "workload id: it is empty",
    "use the id that was printed at spawn time, or a new one from paygress-volume-key new-id",
  ],
  ["an id with a newline", ["derive", "a\nb"], "workload id: a control character, U+000A, at index 1", ONE_LINE],
  ["an id after a space", ["derive", " a"], "workload id: white space, U+0020, at the start", UNSEEN],
  ["an id before a space", ["derive", "a\u00a0"], "workload id: white space, U+00A0, at the end", UNSEEN],
  [
    "an id before what nobody sees",
    ["derive", "a\u200b"],
    "workload id: a character that nobody sees, U+200B, at the end",
    UNSEEN,
  ],
  [
    "an id that was not UTF-8",
    ["derive", "a\ufffd"],
    "workload id: expected UTF-8, got other bytes or U+FFFD",
    "an id is text in UTF-8; every character counts, and a changed one gives another key",
  ],
  ["a secret key as the id", ["derive", NSEC], SECRET, SECRET_HINT],
  ["a secret key after the id", ["derive", "a", NSEC.toUpperCase()], SECRET, SECRET_HINT],
  ["a secret key as the identity", ["derive", "a", "--identity", NSEC], SECRET, SECRET_HINT],
  ["a secret key as the output", ["derive", "a", "--output", `./${SECRET_KEY}`], SECRET, SECRET_HINT],
  ["a secret key as the ids", ["derive", "--ids", NSEC], SECRET, SECRET_HINT],
  ["a secret key as the format", ["derive", "a", "--format", NSEC], SECRET, SECRET_HINT],
])("%s is refused", (_, args, message, hint = USAGE) => {
  let error: unknown;
  try {
    parseCommand(args);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(CliError);
  expect({ ...(error as CliError), message: (error as CliError).message }).toEqual({ message, hint, exitCode: 2 });
});

test("64 hex digits are an id, as a Nostr event has one", () => {
  expect(parseCommand(["derive", SECRET_KEY])).toMatchObject({ ids: { workloadId: SECRET_KEY } });
});

test("the help names every command, option and format, and fits a wide terminal", () => {
  for (const name of [
    "derive",
    "new-id",
    "info",
    "--identity",
    "--ids",
    "--format",
    "--output",
    "--help",
    "--version",
  ]) {
    expect(HELP).toContain(`\n  ${name.startsWith("--help") ? "-h, " : ""}${name}`);
  }
  for (const format of FORMATS) expect(HELP).toMatch(new RegExp(`--format FORMAT .*\\b${format}\\b`));
  for (const line of HELP.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
});
