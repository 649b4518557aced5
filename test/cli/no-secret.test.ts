import { mkdirSync, writeFileSync } from "node:fs";
import process from "node:process";
import { inspect } from "node:util";
import { bech32 } from "@scure/base";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { run } from "../../cli/run.ts";
import { readIdentity } from "../../src/identity.ts";
import { randomFrom } from "../everywhere/suite/check.js";
import { temporaryFolder } from "../fixtures.ts";
import { fakeIo } from "./io.ts";

const SEED = 11;
const SECRETS = 400;

const folder = temporaryFolder();
const start = process.cwd();

beforeAll(() => {
  process.chdir(folder);
  mkdirSync("home");
  vi.stubEnv("HOME", "home"); // where there is no identity
});

afterAll(() => {
  vi.unstubAllEnvs();
  process.chdir(start);
});

const random = randomFrom(SEED);

function oneOf<T>(values: readonly T[]): T {
  return values[random(values.length)] as T;
}

const SEPARATORS = [" ", "  ", "-", "\n", "\r\n", "\t", ".", ":", "_", ", ", "\u00a0", "\u200b", "|"];
const BEFORE = [...'  ./ / ~/ ../ // keys/ C:\\keys\\ file:///home/me/ key= " 0x'.split(" "), " ", "\n"];
const AFTER = [...'  / // \\ /. /./ " .txt , ?'.split(" "), "\n", " ", "\u2028"];
const ALPHANUMERIC = [..."0123456789abcdefghijklmnopqrstuvwxyz"];

interface Secret {
  hex: string;
  nsec: string;
}

function newSecret(): Secret {
  const bytes = Uint8Array.from({ length: 32 }, () => random(256));
  return { hex: Buffer.from(bytes).toString("hex"), nsec: bech32.encode("nsec", bech32.toWords(bytes)) };
}

/** A secret as somebody may copy it: a piece of at least so many characters, or all with a typing error, then divided. */
function copied({ hex, nsec }: Secret, least: number): string {
  let text = oneOf([hex, nsec, nsec.slice(5)]);
  const place = random(text.length);
  const error = random(6);
  if (error === 0) text = text.slice(0, place) + text.slice(place + 1);
  if (error === 1) text = text.slice(0, place) + oneOf(ALPHANUMERIC) + text.slice(place);
  if (error === 2) text = text.slice(0, place) + oneOf(ALPHANUMERIC) + text.slice(place + 1);
  if (error > 3) {
    const first = random(text.length - least + 1);
    text = text.slice(first, first + least + random(text.length - first - least + 1));
  }
  if (random(3) === 0) text = text.toUpperCase();
  if (random(2) === 0) {
    const separator = oneOf(SEPARATORS);
    const size = oneOf([1, 2, 4, 8, 16, 32]);
    text = (text.match(new RegExp(`.{1,${size}}`, "g")) ?? []).join(separator);
  }
  if (random(3) === 0) {
    const cut = random(text.length);
    text = text.slice(0, cut) + oneOf(SEPARATORS) + text.slice(cut);
  }
  return text;
}

/** Shorter pieces have the form of file names, and so have short ones without a digit. */
function asPath(secret: Secret): string {
  if (random(8) === 0) return `${oneOf(BEFORE)}${secret.nsec.slice(0, 6 + random(58))}/identity`;
  let text: string;
  do text = copied(secret, 20);
  while (text.replace(/[^a-z]/gi, "").length < 28 && !/[0-9]/.test(text));
  return `${oneOf(BEFORE)}${text}${oneOf(AFTER)}`;
}

function asWord(secret: Secret): string {
  return `${oneOf(["", "", '"', "key="])}${copied(secret, 8)}${oneOf(["", "", '"', "\n"])}`;
}

/** Eight characters in a row of the secret that a text holds once all but letters and digits are left out. */
function leakOf({ hex, nsec }: Secret, text: string): string | undefined {
  const bare = text.toLowerCase().replace(/[^0-9a-z]/g, "");
  return [hex, nsec]
    .flatMap((secret) => Array.from({ length: secret.length - 7 }, (_, i) => secret.slice(i, i + 8)))
    .find((run) => bare.includes(run));
}

it("finds what it looks for", () => {
  const secret = newSecret();
  expect(leakOf(secret, `"${secret.hex.slice(20, 24)}-${secret.hex.slice(24, 28).toUpperCase()}"`)).toBe(
    secret.hex.slice(20, 28),
  );
  expect(leakOf(secret, secret.nsec.slice(5, 12))).toBeUndefined();
});

it("no message of the command has a part of a secret, wherever it was typed", async () => {
  let refused = 0;
  for (let i = 0; i < SECRETS; i++) {
    const secret = newSecret();
    const [path, word] = [asPath(secret), asWord(secret)];
    const contents = `${oneOf(["", "a\n"])}${oneOf([path, word, copied(secret, 8)])}\n`;
    writeFileSync("file", contents, { mode: 0o600 });
    for (const [args, stdin = ""] of [
      [["derive", "a", oneOf(["-i", "--identity"]), path]],
      [["derive", "a", `--identity=${path}`]],
      [["derive", oneOf(["--ids", "--output"]), path, ...(random(2) ? ["a"] : [])]],
      [["derive", "a", "-o", path]],
      [["derive", "-i", "examples/identity", "--ids", path]],
      [["derive", "a", "--format", oneOf([path, word])]],
      [[word, ...(random(2) ? ["--help"] : [])]],
      [[oneOf(["derive", "new-id", "info"]), word, word]],
      [[`${oneOf(["-", "--", "-i", "-o", "-h", "--help=", "--nonsense=", "--identity"])}${word}`]],
      [["derive", `--${word}=${word}`]],
      [["derive", oneOf(["-i", "--ids"]), `-${word}`]],
      [["derive", "a", "-i", "file"]],
      [["derive", "a", "-i", "-"], contents],
      [["derive", "--ids", "file"]],
      [["derive", "--ids", "-"], contents],
    ] as [string[], string?][]) {
      const io = fakeIo([stdin]);
      if ((await run(args, io)) !== 0) refused++;
      expect(leakOf(secret, io.stderr.text), JSON.stringify({ args, contents })).toBeUndefined();
    }
  }
  expect(refused).toBeGreaterThan(10 * SECRETS);
});

it("no error of readIdentity has a part of a secret, in whatever place", async () => {
  for (let i = 0; i < SECRETS; i++) {
    const secret = newSecret();
    const path = asPath(secret);
    const text = copied(secret, 8);
    writeFileSync("file", text);
    for (const source of [path, "file"]) {
      const error = await readIdentity(source).catch((error: unknown) => error);
      if (error instanceof Uint8Array) continue; // the text was whole
      const told = `${(error as Error).stack} ${inspect(error, { depth: 9, showHidden: true })}`;
      expect(leakOf(secret, told), JSON.stringify({ source, text })).toBeUndefined();
      expect(error).toMatchObject({ name: "VolumeKeyError" });
    }
  }
});
