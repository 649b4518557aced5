import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { HELP } from "../../cli/help.ts";
import { keyOf, NSEC, SECRET_KEY, temporaryFolder } from "../fixtures.ts";
import { BOUND, IDENTITY, inCheckout, linesOf, runProgram, STARTS, said, use } from "./command.ts";

const ID = "78e51061-7311-48a3-82ce-6f447ed4d57b";
const ID_KEY = "_P9tgC0rRQK4J9muWa-485fD4_hEL106PaDsxtNjh1g";
const NPUB = "npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6";

interface Vector {
  tcId: number;
  comment: string;
  text: string;
  code?: string;
}

const { tests: VECTORS } = JSON.parse(readFileSync(inCheckout("test/vectors/secret-key.json"), "utf8")) as {
  tests: Vector[];
};

function vector(comment: string): string {
  const found = VECTORS.find((one) => one.comment.startsWith(comment));
  if (found === undefined) throw new Error(`no vector says ${comment}`);
  return found.text;
}

const folder = temporaryFolder();

const FILES = {
  empty: "",
  large: "x".repeat(4097),
  hex: `  ${SECRET_KEY.toUpperCase()}\r\n`,
  npub: `${NPUB}\n`,
  ncryptsec: vector("an encrypted secret key"),
  damaged: NSEC.replace("spedva", "spedvq"),
  cut: SECRET_KEY.slice(1),
  zero: "0".repeat(64),
  utf16: Buffer.from(`\ufeff${NSEC}\r\n`, "utf16le"),
  words: "correct horse battery staple\n",
  existing: "left as it is\n",
  lf: "a\nb\nżółw 🐢\n",
  crlf: "a\r\nb\r\nżółw 🐢\r\n",
  open: "a\nb\nżółw 🐢",
  none: "",
  bad: "a\nb\n c\nd\n",
  blank: "a\n\nb\n",
  bytes: Buffer.from("a\nb\nc\xff\nd\n", "latin1"),
  marked: "\ufeffa\n",
  long: `a\n${"x".repeat(65537)}\nb\n`,
};
for (const [name, contents] of Object.entries(FILES)) writeFileSync(join(folder, name), contents, { mode: 0o600 });
mkdirSync(join(folder, "folder"));
symlinkSync("loop", join(folder, "loop"));
mkdirSync(join(folder, "home/.paygress"), { recursive: true });
writeFileSync(join(folder, "home/.paygress/identity"), `${NSEC}\n`, { mode: 0o600 });

/** Derives with the identity of the examples. */
function derive(...args: string[]) {
  return use(["derive", "--identity", IDENTITY, ...args], { folder });
}

function succeeded(stdout: string) {
  return { stdout, stderr: "", code: 0 };
}

describe("good use", () => {
  test("derive prints the key of an id", async () => {
    expect(await derive(ID)).toEqual(succeeded(`${ID_KEY}\n`));
    expect(keyOf(ID).toString("base64url")).toBe(ID_KEY);
  });

  test.each([
    ["base64url", `${ID_KEY}\n`],
    ["hex", `${keyOf(ID).toString("hex")}\n`],
    ["raw", keyOf(ID).toString("latin1")],
    [
      "json",
      `{"workload_id":"${ID}","volume_encryption":{"version":1,"algorithm":"luks2-aes-xts","key_b64":"${ID_KEY}"}}\n`,
    ],
  ])("derive prints %s", async (format, stdout) => {
    expect(await derive(ID, "--format", format)).toEqual(succeeded(stdout));
  });

  test.each(["żółw 🐢", "a b", "-", "x".repeat(300), "a\u0301"])("derive takes the id %j", async (id) => {
    expect(await derive(id)).toEqual(succeeded(linesOf(id)));
  });

  test("derive takes an id that begins with a dash after two dashes", async () => {
    expect(await derive("--", "-id")).toEqual(succeeded(linesOf("-id")));
  });

  test("derive reads the identity from standard input", async () => {
    const result = await use(["derive", ID, "--identity", "-"], { folder, stdin: `${NSEC}\n` });
    expect(result).toEqual(succeeded(`${ID_KEY}\n`));
  });

  test("derive reads an identity in hex", async () => {
    expect(await use(["derive", ID, "--identity=hex"], { folder })).toEqual(succeeded(`${ID_KEY}\n`));
  });

  test("derive reads the identity of the home folder", async () => {
    const home = join(folder, "home");
    expect(await use(["derive", ID], { folder, home })).toEqual(succeeded(`${ID_KEY}\n`));
  });

  test.each(["lf", "crlf", "open"])("derive prints the keys of the ids in %s", async (name) => {
    const stdout = linesOf("a", "b", "żółw 🐢");
    expect(await derive("--ids", name)).toEqual(succeeded(stdout));
    const stdin = readFileSync(join(folder, name));
    expect(await use(["derive", "--identity", IDENTITY, "--ids", "-"], { folder, stdin })).toEqual(succeeded(stdout));
  });

  test("derive prints the keys of the ids in raw and in JSON", async () => {
    const ids = ["a", "b", "żółw 🐢"];
    const raw = Buffer.concat(ids.map(keyOf)).toString("latin1");
    expect(await derive("--ids", "lf", "--format", "raw")).toEqual(succeeded(raw));
    const { stdout } = await derive("--ids", "lf", "--format", "json");
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual(
      ids.map((id) => ({
        workload_id: id,
        volume_encryption: { version: 1, algorithm: "luks2-aes-xts", key_b64: keyOf(id).toString("base64url") },
      })),
    );
  });

  test("derive prints nothing for no ids", async () => {
    expect(await derive("--ids", "none")).toEqual(succeeded(""));
  });

  test.each([
    ["one-key", [ID], `${ID_KEY}\n`],
    ["many-keys", ["--ids", "crlf"], linesOf("a", "b", "żółw 🐢")],
  ])("derive writes %s into a file of its owner alone", async (name, args, contents) => {
    expect(await derive(...args, "--output", name)).toEqual(succeeded(""));
    const path = join(folder, name);
    expect(readFileSync(path, "utf8")).toBe(contents);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("derive writes raw bytes into a file", async () => {
    expect(await derive(ID, "--format", "raw", "--output", "raw-key")).toEqual(succeeded(""));
    expect(readFileSync(join(folder, "raw-key"))).toEqual(keyOf(ID));
  });

  test("derive takes a dash for standard output", async () => {
    expect(await derive(ID, "--output", "-")).toEqual(succeeded(`${ID_KEY}\n`));
    expect(existsSync(join(folder, "-"))).toBe(false);
  });

  test("info prints the version, the runtime, the core and its self-test", async () => {
    const rows = [
      "version    0.1.0",
      `runtime    Node ${process.versions.node} on ${process.platform} ${process.arch}`,
      "core       wasm",
      "self-test  passed (the reference's key; 301 ids by both cores, also in a batch)",
    ];
    expect(await use(["info"], { folder })).toEqual(succeeded(rows.map((row) => `${row}\n`).join("")));
  });

  test.each([["--help"], ["-h"], ["derive", "--help"]])("%s prints the help", async (...args) => {
    expect(await use(args, { folder })).toEqual(succeeded(HELP));
  });

  test("--version prints the version", async () => {
    expect(await use(["--version"], { folder })).toEqual(succeeded("0.1.0\n"));
  });
});

const USAGE = "paygress-volume-key --help shows how it is used";
const AFTER_DASHES = "an id that begins with a dash comes after --; paygress-volume-key --help shows the options";
const DASHED_FILE = "a file whose name begins with a dash is written ./-name";
const SECRET = "an argument looks like a secret key";
const SECRET_HINT =
  "arguments are seen by other users and kept in the shell's history; put the key into a file and name it with --identity";
const HIDDEN_PATH = "(not shown: it looks like a secret key)";
const HIDDEN = "(not shown: it may be secret)";
const ONE_LINE = "an id is one line of text; every character counts, and an unseen one gives another key";
const UNSEEN = "every character counts, white space too, and an unseen one gives another key";
const UTF8 = "an id is text in UTF-8; every character counts, and a changed one gives another key";
const EMPTY = "use the id that was printed at spawn time, or a new one from paygress-volume-key new-id";
const unseen = (which: string) => `workload id: a character that nobody sees, ${which}, at the end`;
const attached = (option: string, typed: string) =>
  `unknown option ${typed}: ${option} takes the next argument as its value`;
const space = (end: string, which = "U+0020") => `workload id: white space, ${which}, at the ${end}`;

describe("what is used wrongly ends with 2", () => {
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
    ["an unknown short option", ["-v"], 'unknown option "-v"', AFTER_DASHES],
    ["an unknown option before a value", ["derive", ID, "--key", "a"], 'unknown option "--key"', AFTER_DASHES],
    ["an argument of info", ["info", "a"], "info takes no arguments"],
    [
      "an id with a control character",
      ["derive", "ab\x01"],
      "workload id: a control character, U+0001, at index 2",
      ONE_LINE,
    ],
    ["an id before what nobody sees either", ["derive", `${ID}\u00ad`], unseen("U+00AD"), UNSEEN],
    ["a secret key in hex as the identity", ["derive", ID, "--identity", SECRET_KEY], SECRET, SECRET_HINT],
  ])("%s", async (_, args, message, hint = USAGE) => {
    const before = readdirSync(folder);
    expect(await use(args, { folder })).toEqual({ stdout: "", stderr: said(message, hint), code: 2 });
    expect(readdirSync(folder)).toEqual(before);
  });

  test("an id that is not UTF-8", async () => {
    const script = `exec "$@" derive $'caf\\xe9'`;
    expect(runProgram(["bash", "-c", script, "bash", ...STARTS.Node], { folder })).toEqual({
      stdout: "",
      stderr: said("workload id: it is not UTF-8, or has U+FFFD in it", UTF8),
      code: 2,
    });
  });
});

const BY_NAME = "name the file with --identity FILE, or use --identity - to read standard input";
const AN_IDENTITY = "an identity file holds one secret key, nsec1… or 64 hex digits, and nothing else";
const OF_IDENTITY = "a volume key is derived from the secret key, nsec1…, of the identity that spawned the workload";

describe("what fails ends with 1", () => {
  test("no identity in the home folder", async () => {
    const home = join(folder, "folder");
    const stderr = said(`identity "${join(home, ".paygress/identity")}": no such file`, BY_NAME);
    expect(await use(["derive", ID], { folder, home })).toEqual({ stdout: "", stderr, code: 1 });
  });

  test.each([
    ["absent", 'identity "absent": no such file', BY_NAME],
    ["~/identity", 'identity "~/identity": no such file; the shell did not expand the ~', BY_NAME],
    [NSEC.slice(1), `identity ${HIDDEN_PATH}: no such file`, BY_NAME],
    ["folder", 'identity "folder": is a directory', BY_NAME],
    ["empty/identity", 'identity "empty/identity": a part of the path is not a directory', BY_NAME],
    ["loop", 'identity "loop": its symbolic links lead round in a circle', BY_NAME],
    ["empty", 'identity "empty": it is empty', AN_IDENTITY],
    ["large", 'identity "large": it is larger than 4096 bytes', AN_IDENTITY],
    ["utf16", 'identity "utf16": the text is in UTF-16; save it as UTF-8', AN_IDENTITY],
    ["npub", 'identity "npub": secret key: this is a public key (npub), not an nsec', OF_IDENTITY],
    [
      "ncryptsec",
      'identity "ncryptsec": secret key: this is an encrypted secret key (NIP-49), not an nsec',
      OF_IDENTITY,
    ],
    [
      "damaged",
      'identity "damaged": secret key: the checksum does not match: at least one character is wrong',
      "compare it with your backup, character by character",
    ],
    ["cut", 'identity "cut": secret key: it has 63 hex digits, not 64', AN_IDENTITY],
    ["zero", 'identity "zero": secret key: its number is not above 0 and below the order of secp256k1', AN_IDENTITY],
    ["words", 'identity "words": secret key: it is neither nsec1… nor 64 hex digits, but 28 characters', AN_IDENTITY],
  ])("the identity %s", async (name, message, hint) => {
    const result = await use(["derive", ID, "--identity", name], { folder });
    expect(result).toEqual({ stdout: "", stderr: said(message, hint), code: 1 });
  });

  test("an identity that others may use, but with a warning", async () => {
    writeFileSync(join(folder, "shared"), NSEC);
    chmodSync(join(folder, "shared"), 0o644);
    expect(await use(["derive", ID, "--identity", "shared"], { folder })).toEqual({
      stdout: `${ID_KEY}\n`,
      stderr:
        'paygress-volume-key: warning: identity "shared": others may use it (mode 644); chmod 600 makes it yours alone\n',
      code: 0,
    });
  });

  test.skipIf(BOUND === undefined)("an identity without permission (root: needs setpriv)", () => {
    writeFileSync(join(folder, "locked"), NSEC);
    chmodSync(join(folder, "locked"), 0);
    const [name = "", ...args] = [...(BOUND ?? []), ...STARTS.Node, "derive", ID, "--identity", "locked"];
    const result = runProgram([name, ...args], { folder });
    expect(result).toEqual({ stdout: "", stderr: said('identity "locked": no permission', BY_NAME), code: 1 });
  });

  test("no identity on standard input", async () => {
    const stderr = said("identity from standard input: it is empty", AN_IDENTITY);
    expect(await use(["derive", ID, "--identity", "-"], { folder })).toEqual({ stdout: "", stderr, code: 1 });
  });

  test.each(VECTORS.filter(({ code }) => code !== undefined))(
    "the identity of vector $tcId: $comment",
    async ({ text, tcId }) => {
      const name = `vector-${tcId}`;
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      const { stdout, stderr, code } = await use(["derive", ID, "--identity", name], { folder });
      expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
      expect(stderr).toMatch(
        new RegExp(`^paygress-volume-key: error: identity "${name}": (secret key: |it is empty).*\nhint: .+\n$`),
      );
      for (let i = 0; i + 8 <= text.length; i++) expect(stderr).not.toContain(text.slice(i, i + 8));
    },
  );

  test.each([
    ["absent/keys", 'output "absent/keys": no such folder', undefined],
    ["empty/keys", 'output "empty/keys": a part of the path is not a directory', undefined],
    [
      "existing",
      'output "existing": it exists already',
      "files are never overwritten; choose another name, or move the file away",
    ],
  ])("the output %s", async (name, message, hint) => {
    expect(await derive(ID, "--output", name)).toEqual({ stdout: "", stderr: said(message, hint), code: 1 });
    expect(readFileSync(join(folder, "existing"), "utf8")).toBe(FILES.existing);
  });

  test.each<[string, string, string[], string, string?]>([
    ["a bad line", "bad", ["a", "b"], `line 3: ${space("start")}`, UNSEEN],
    ["an empty line", "blank", ["a"], "line 2: workload id: it is empty", EMPTY],
    ["other bytes", "bytes", ["a", "b"], "line 3: workload id: it is not UTF-8, or has U+FFFD in it", UTF8],
    ["a byte order mark", "marked", [], `line 1: ${space("start", "U+FEFF")}`, UNSEEN],
    ["a line too long", "long", ["a"], "line 2: it is longer than 65536 bytes"],
  ])("%s among the ids, after the keys of those before it", async (_, name, ids, message, hint) => {
    const stderr = said(message, hint);
    expect(await derive("--ids", name)).toEqual({ stdout: linesOf(...ids), stderr, code: 1 });
    expect(await derive("--ids", name, "--output", "partial")).toEqual({ stdout: "", stderr, code: 1 });
    expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
  });

  test.each([
    ["absent", "no such file"],
    ["~/ids", "no such file; the shell did not expand the ~"],
    ["folder", "is a directory"],
  ])("the ids %s", async (name, reason) => {
    const stderr = said(`ids "${name}": ${reason}`, "use --ids - to read the ids from standard input");
    expect(await derive("--ids", name, "--output", "partial")).toEqual({ stdout: "", stderr, code: 1 });
    expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
  });
});
