import { expect, test } from "vitest";
import { type DeriveOptions, FORMATS, parseCommand } from "../../cli/args.ts";
import { CliError } from "../../cli/errors.ts";
import { HELP } from "../../cli/help.ts";
import { NSEC, SECRET_KEY } from "../fixtures.ts";

const USAGE = "paygress-volume-key --help shows how it is used";
const UNSEEN = "every character counts, white space too, and an unseen one gives another key";
const ONE_LINE = "an id is one line of text; every character counts, and an unseen one gives another key";
const AFTER_DASHES = "an id that begins with a dash comes after --; paygress-volume-key --help shows the options";
const DASHED_FILE = "a file whose name begins with a dash is written ./-name";
const SECRET = "an argument looks like a secret key";
const SECRET_HINT =
  "arguments are seen by other users and kept in the shell's history; put the key into a file and name it with --identity";
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

test.each<[string, string[], string, string?]>([
  ["no command", [], "no command is given: derive, new-id or info"],
  ["nothing but dashes", ["--"], "no command is given: derive, new-id or info"],
  ["an unknown command", ["dervie"], 'unknown command "dervie": derive, new-id and info are known'],
  ["help as a command", ["help"], 'unknown command "help": derive, new-id and info are known'],
  ["help that is no option", ["--", "--help"], 'unknown command "--help": derive, new-id and info are known'],
  ["a secret key as the command", [NSEC], `unknown command ${HIDDEN}: derive, new-id and info are known`],
  ["an argument of new-id", ["new-id", "a"], "new-id takes no arguments"],
  ["an option of info", ["info", "--format", "hex"], "info takes no arguments"],
  ...["--help", "-h"].flatMap((help): [string, string[], string, string][] =>
    [
      ["derive", "id", help],
      [help, "derive"],
      [help, help],
      ["derive", help, "--nonsense"],
      ["derive", help, help],
      ["dervie", help],
      ["--version", help].reverse(),
      ["derive", "--format", "raw", help],
    ].map((args) => [
      `help among other arguments, ${args.join(" ")},`,
      args,
      `${help} must be the only argument, or the only one after a command`,
      AFTER_DASHES,
    ]),
  ),
  ...[
    ["derive", "--version"],
    ["--version", "derive"],
    ["derive", "id", "--version"],
  ].map((args): [string, string[], string, string] => [
    `the version among other arguments, ${args.join(" ")},`,
    args,
    "--version must be the only argument",
    AFTER_DASHES,
  ]),
  ...["-h1", "-h=", "-h=x", "-hh", "-hi", "-x", "-V", "---", "-1", "-help"].map(
    (option): [string, string[], string, string] => [
      `the short option ${option}`,
      ["derive", option, "--format", "raw"],
      `unknown option "${option}"`,
      AFTER_DASHES,
    ],
  ),
  ["a short option with its value", ["derive", "a", `-i${NSEC}`], attached("-i", HIDDEN), AFTER_DASHES],
  ["a short option with an equals sign", ["derive", "a", "-o=file"], attached("-o", '"-o=file"'), AFTER_DASHES],
  ["help with a value", ["--help=x"], "--help takes no value", AFTER_DASHES],
  ["help with an empty value", ["--help="], "--help takes no value", AFTER_DASHES],
  ["the version with a value", ["--version=1"], "--version takes no value", AFTER_DASHES],
  ["an unknown option", ["derive", "--nonsense"], 'unknown option "--nonsense"', AFTER_DASHES],
  ["an id that begins with a dash", ["derive", "-my-id"], 'unknown option "-my-id"', AFTER_DASHES],
  ["an option cut short", ["derive", "id", "--ident=file"], 'unknown option "--ident"', AFTER_DASHES],
  ["an option in capitals", ["derive", "id", "--IDS", "file"], 'unknown option "--IDS"', AFTER_DASHES],
  ["an option that is none but an equals sign", ["--=a"], 'unknown option "--"', AFTER_DASHES],
  ["an option of Object.prototype", ["derive", "--constructor=a"], 'unknown option "--constructor"', AFTER_DASHES],
  ["the value of an unknown option", ["derive", `--nsec=${NSEC}`], 'unknown option "--nsec"', AFTER_DASHES],
  ["a secret key as an option", [`--${NSEC}`], `unknown option ${HIDDEN}`, AFTER_DASHES],
  [
    "control characters, unescaped",
    ["a\x1b[2J\u009b\u202eb"],
    'unknown command "a\\u001b[2J\\u009b\\u202eb": derive, new-id and info are known',
  ],
  ["an option without a value", ["derive", "id", "--identity"], "--identity needs a value"],
  ["a short option without a value", ["derive", "id", "-i"], "-i needs a value"],
  ["an option with an empty value", ["derive", "id", "--identity="], "the value of --identity is empty"],
  ["an option before an empty value", ["derive", "id", "--output", ""], "the value of --output is empty"],
  ["an option in place of a value", ["derive", "--ids", "--format", "hex"], "--ids needs a value", DASHED_FILE],
  ["a short option in place of a value", ["derive", "--ids", "-h"], "--ids needs a value", DASHED_FILE],
  ["two dashes in place of a value", ["derive", "-o", "--", "id"], "-o needs a value", DASHED_FILE],
  ["an option given twice", ["derive", "--ids", "a", "--ids", "a"], "--ids is given twice"],
  ["an option given in both forms", ["derive", "id", "-i", "a", "--identity=b"], "--identity is given twice"],
  ...["HEX", "pem", "yaml", "base64", "base32", "hex "].map((format): [string, string[], string] => [
    `the format ${format}`,
    ["derive", "id", "--format", format],
    `unknown format "${format}": it is one of base64url, hex, raw, json`,
  ]),
  ["no id", ["derive"], "no workload id is given"],
  ["no id after the dashes", ["derive", "--"], "no workload id is given"],
  ["two ids", ["derive", "a", "b"], "2 workload ids are given, not one: quote an id with spaces in it"],
  ["an id and --ids", ["derive", "a", "--ids", "file"], "a workload id and --ids are given: choose one"],
  [
    "two texts from standard input",
    ["derive", "--ids", "-", "--identity", "-"],
    "--ids and --identity cannot both read standard input",
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
    "workload id: it is not UTF-8, or has U+FFFD in it",
    "an id is text in UTF-8; every character counts, and a changed one gives another key",
  ],
  ["a secret key as the id", ["derive", NSEC], SECRET, SECRET_HINT],
  ["a secret key after the id", ["derive", "a", NSEC.toUpperCase()], SECRET, SECRET_HINT],
  ["a secret key as the identity", ["derive", "a", "--identity", NSEC], SECRET, SECRET_HINT],
  ["a secret key as the output", ["derive", "a", "--output", `./${SECRET_KEY}`], SECRET, SECRET_HINT],
  ["a secret key as the ids", ["derive", "--ids", NSEC], SECRET, SECRET_HINT],
  ["a secret key as the format", ["derive", "a", "--format", NSEC], SECRET, SECRET_HINT],
  ["a secret key in pieces as the id", ["derive", NSEC.replace(/.{8}/g, "$& ")], SECRET, SECRET_HINT],
  ["a secret key as a URI", ["derive", `nostr:${NSEC}`], SECRET, SECRET_HINT],
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

function attached(option: string, typed: string): string {
  return `unknown option ${typed}: ${option} takes the next argument as its value`;
}

test("the help names every command, option and format, and fits a wide terminal", () => {
  for (const name of ["derive", "new-id", "info"]) expect(HELP).toContain(`\n  ${name} `);
  for (const options of ["-i, --identity", "--ids", "--format", "-o, --output", "-h, --help", "--version"]) {
    expect(HELP).toMatch(new RegExp(`\n {2}( {4})?${options} `));
  }
  for (const format of FORMATS) expect(HELP).toMatch(new RegExp(`--format FORMAT .*\\b${format}\\b`));
  for (const line of HELP.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
});
