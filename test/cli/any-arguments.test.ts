import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { HELP } from "../../cli/help.ts";
import { run } from "../../cli/run.ts";
import { VERSION } from "../../cli/version.ts";
import { randomFrom } from "../everywhere/suite/check.js";
import { keyOf, NSEC, SECRET_KEY, temporaryFolder } from "../fixtures.ts";
import { fakeIo } from "./io.ts";

const SEED = 11;
const LISTS = 10_000;

const folder = temporaryFolder();
const start = process.cwd();

const FILES: Record<string, string> = {
  identity: `${NSEC}\n`,
  hex: SECRET_KEY.toUpperCase(),
  "-identity": NSEC,
  "--help": NSEC,
  npub: NSEC.replace("nsec", "npub"),
  ids: "a\nb\nżółw 🐢\n",
  "-ids": "a\r\nb",
  bad: "a\nb\n c\nd\n",
  none: "",
};

beforeAll(() => {
  process.chdir(folder);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(name, text, { mode: 0o600 });
  mkdirSync("folder");
  mkdirSync("home/.paygress", { recursive: true });
  writeFileSync("home/.paygress/identity", NSEC, { mode: 0o600 });
  vi.stubEnv("HOME", "home");
});

afterAll(() => {
  vi.unstubAllEnvs();
  process.chdir(start);
});

/** Refused where a path belongs; those that begin as an nsec also as an id. */
const SECRETS = [NSEC, SECRET_KEY].flatMap((text) => [
  text,
  text.toUpperCase(),
  text.replace(/.{8}/g, "$& "),
  text.replace(/.{16}/g, "$&-"),
  text.replace(/.{32}/g, "$&\n"),
]);

const NSECS = SECRETS.filter((text) => /^nsec/i.test(text));

// The rule, written as a grammar over a list in which a NUL ends each argument.
const VALUE = "(?:-|[^-\\0][^\\0]*)";
const OPTION = `(?:(-i|-o|--identity|--ids|--format|--output)\\0(${VALUE})|--(identity|ids|format|output)=([^\\0]+))\\0`;
const WORD = "(-?|[^-\\0][^\\0]*)\\0";
const REST = "--\\0((?:[^\\0]*\\0)*)$";
const LIST = new RegExp(`^(?:${OPTION}|${WORD})*(?:${REST})?$`);
const PARTS = new RegExp(`${OPTION}|${WORD}|${REST}`, "gy");

interface Asked {
  words: string[];
  identity?: string;
  ids?: string;
  format?: string;
  output?: string;
}

/** What a list asks for; nothing where it is against the rule. */
function askedBy(args: string[]): Asked | undefined {
  const line = args.map((arg) => `${arg}\0`).join("");
  if (/^((derive|new-id|info)\0)?(-h|--help)\0$/.test(line)) return { words: ["help"] };
  if (line === "--version\0") return { words: ["version"] };
  if (!LIST.test(line)) return undefined;
  const asked: Record<string, string> = {};
  const words: string[] = [];
  for (const [, typed, next, name, attached, word, rest] of line.matchAll(PARTS)) {
    if (word !== undefined) words.push(word);
    else if (rest !== undefined) words.push(...rest.split("\0").slice(0, -1));
    else {
      const option = name ?? { i: "identity", o: "output" }[typed?.slice(1) ?? ""] ?? typed?.slice(2) ?? "";
      if (option in asked) return undefined;
      asked[option] = next ?? attached ?? "";
    }
  }
  const [command, ...ids] = words;
  if (command === "new-id" || command === "info")
    return ids.length === 0 && Object.keys(asked).length === 0 ? { words } : undefined;
  if (command !== "derive" || ids.length !== (asked.ids === undefined ? 1 : 0)) return undefined;
  if (ids.some((id) => !isId(id)) || Object.values(asked).some((value) => SECRETS.includes(value))) return undefined;
  if (asked.ids === "-" && asked.identity === "-") return undefined;
  if (!["base64url", "hex", "raw", "json"].includes(asked.format ?? "hex")) return undefined;
  return { words, ...asked };
}

function isId(text: string): boolean {
  return text !== "" && text === text.trim() && !/\p{Cc}/u.test(text) && !NSECS.includes(text);
}

interface Outcome {
  code: number;
  stdout: string | RegExp;
  /** The contents of the file that --output names, where it is made. */
  file?: string;
}

/** What comes of a list, by the files that are there before. */
function outcomeOf(args: string[], stdin: string): Outcome {
  const asked = askedBy(args);
  if (asked === undefined) return { code: 2, stdout: "" };
  const [command = "", id = ""] = asked.words;
  if (command === "help") return { code: 0, stdout: HELP };
  if (command === "version") return { code: 0, stdout: `${VERSION}\n` };
  if (command === "new-id") return { code: 0, stdout: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n$/ };
  if (command === "info") return { code: 0, stdout: /^version .+\nruntime .+\ncore .+\nself-test {2}passed .+\n$/ };

  const failed = { code: 1, stdout: "" };
  const { identity = "home/.paygress/identity", ids, format = "base64url", output = "-" } = asked;
  const secret = textOf(identity, stdin)?.trim().toLowerCase();
  if (secret !== NSEC && secret !== SECRET_KEY) return failed;
  if (output !== "-" && !isFree(output)) return failed;
  const text = ids === undefined ? id : textOf(ids, stdin);
  if (text === undefined) return failed;
  const lines = text.replace(/\n$/, "").split(/\r?\n/);
  const wrong = text === "" ? 0 : lines.findIndex((line) => !isId(line));
  const result = lines.slice(0, wrong < 0 ? lines.length : wrong).map((line) => keyTextOf(line, format));
  if (output === "-") return { code: wrong < 0 || text === "" ? 0 : 1, stdout: result.join("") };
  return wrong < 0 || text === "" ? { code: 0, stdout: "", file: result.join("") } : failed;
}

function textOf(path: string, stdin: string): string | undefined {
  if (path === "-") return stdin;
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function isFree(path: string): boolean {
  if (Buffer.byteLength(basename(path)) > 255 || lstatSync(path, { throwIfNoEntry: false }) !== undefined) return false;
  return statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() === true;
}

/** As latin1, since raw keys are no text. */
function keyTextOf(id: string, format: string): string {
  const key = keyOf(id);
  const key_b64 = key.toString("base64url");
  if (format === "raw") return key.toString("latin1");
  if (format === "hex") return `${key.toString("hex")}\n`;
  if (format === "base64url") return `${key_b64}\n`;
  const json = { workload_id: id, volume_encryption: { version: 1, algorithm: "luks2-aes-xts", key_b64 } };
  return Buffer.from(`${JSON.stringify(json)}\n`).toString("latin1");
}

const random = randomFrom(SEED);

function oneOf<T>(values: readonly T[]): T {
  return values[random(values.length)] as T;
}

const IDS = ["a", "78e51061-7311-48a3-82ce-6f447ed4d57b", "żółw 🐢", "a b", "-", "x".repeat(300), "a=b", "identity"];
const WORDS = [...IDS, ...SECRETS, "", " a", "a\nb", "derive", "new-id", "info", "help", "version", "hex", "1", "="];
const PATHS = [...Object.keys(FILES), "folder", "absent", "absent/file", "new", "./new", "folder/new", "-"];
const FORMATS = ["base64url", "hex", "raw", "json", "HEX", "base64", "pem"];
const OPTIONS = [["-i", "--identity"], ["-o", "--output"], ["--format"], ["--ids"]];
const STRAY = [
  "-- --- --= --=x - -h --help --version -v -V -h1 -h= -hi -ih -hh -h-",
  "--help= --help=x --help=false --version=1 --no-help --Help -help -version -iidentity",
  "-i=identity -onew -o=new -io -if --ident --id=a -id --raw -1 --new-id --derive",
  "--identity= --ids= --ids=-ids --identity=-identity --identity=--help --output== --format=raw",
].flatMap((options) => options.split(" "));

function cluster(): string {
  return `-${Array.from({ length: 1 + random(4) }, () => oneOf([..."hhiovV1=-sx"])).join("")}`;
}

function option(names: string[]): string[] {
  const name = oneOf(names);
  const usual = name === "--format" ? FORMATS : name === "--ids" ? ["ids", "-ids", "bad", "none", "-"] : PATHS;
  const value = oneOf(random(12) === 0 ? [...WORDS, ...PATHS, ...STRAY] : usual);
  return name.startsWith("--") && random(2) === 0 ? [`${name}=${value}`] : [name, value];
}

/** Help or a version, a list without a plan, or a command of which some parts are changed, left out or put in. */
function randomList(): string[] {
  const plan = random(8);
  if (plan === 0)
    return [...(random(2) ? [oneOf(["derive", "new-id", "info"])] : []), oneOf(["-h", "--help", "--version"])];
  const anything = (): string => oneOf([oneOf(WORDS), oneOf(STRAY), oneOf(OPTIONS.flat()), cluster()]);
  if (plan === 1) return Array.from({ length: random(5) }, anything);
  const command = random(6) ? "derive" : oneOf(["new-id", "new-id", "new-id", "new-id", "info"]);
  const isMany = random(4) === 0;
  const options = command === "derive" ? OPTIONS.slice(0, 3).filter(() => random(3) === 0) : [];
  if (isMany) options.push(["--ids"]);
  if (random(20) === 0) options.push(oneOf(OPTIONS));
  const ids = command !== "derive" || isMany ? [] : random(4) === 0 ? ["--", oneOf([...IDS, ...STRAY])] : [oneOf(IDS)];
  const list = [command, ...options.flatMap(option), ...ids];
  for (let changes = random(2) * random(3); changes > 0; changes--) {
    list.splice(random(list.length + 1), random(2), ...(random(3) === 0 ? [] : [anything()]));
  }
  return list;
}

test(`of ${LISTS} lists of arguments each gives exactly what it asks for, or nothing`, async () => {
  const before = readdirSync(".").sort();
  const counts: Record<string, number> = {};
  for (let i = 0; i < LISTS; i++) {
    const args = randomList();
    const stdin = oneOf([NSEC, "a\nb\n", ""]);
    const { code, stdout, file } = outcomeOf(args, stdin);
    const io = fakeIo([stdin]);
    const result = { code: await run(args, io), stdout: io.stdout.bytes.toString("latin1") };
    const list = `list ${i}: ${JSON.stringify(args)}`;
    if (typeof stdout === "string") expect(result, list).toEqual({ code, stdout });
    else {
      expect(result.stdout, list).toMatch(stdout);
      expect(result.code, list).toBe(code);
    }
    expect(io.stderr.text === "", list).toBe(code === 0);
    if (file !== undefined) {
      const { output = "" } = askedBy(args) ?? {};
      expect(readFileSync(output, "latin1"), list).toBe(file);
      rmSync(output);
    }
    const found = [...readdirSync("."), ...readdirSync("folder")];
    expect(found.length, list).toBe(before.length);
    const kind = code === 0 ? (args.find((arg) => /^(derive|new-id|info|-h|--help|--version)$/.test(arg)) ?? "") : code;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  expect(readdirSync(".").sort()).toEqual(before);
  for (const [name, text] of Object.entries(FILES)) expect(readFileSync(name, "utf8")).toBe(text);
  for (const kind of ["derive", "new-id", "info", "-h", "--help", "--version", "1", "2"]) {
    expect(counts[kind], kind).toBeGreaterThan(50);
  }
});
