import { parseArgs } from "node:util";
import { parseWorkloadId, VolumeKeyError } from "../index.ts";
import { looksSecret, printableWord } from "../printable.ts";
import { CliError, explain, usageError } from "./errors.ts";

export const FORMATS = ["base64url", "hex", "raw", "json"] as const;
export type Format = (typeof FORMATS)[number];

/** What the command line asks for. */
export type Command = { name: "help" | "version" | "new-id" | "info" } | ({ name: "derive" } & DeriveOptions);

/** `-` stands for standard input; an absent identity for the default file, an absent output for standard output. */
export interface DeriveOptions {
  ids: { workloadId: string } | { file: string };
  identity: string | undefined;
  format: Format;
  output: string | undefined;
}

export const HELP = `paygress-volume-key: the key of a Paygress workload's LUKS2 volume

Usage:
  paygress-volume-key derive WORKLOAD-ID [OPTIONS]
  paygress-volume-key derive --ids FILE [OPTIONS]
  paygress-volume-key new-id | info

Commands:
  derive   derive the volume key of a workload, or of many
  new-id   print a new workload id, a random UUID
  info     print the version, the runtime, the core in use and a self-test

Options of derive:
  --identity FILE   read the secret key from FILE, - for standard input
                    (default: ~/.paygress/identity)
  --ids FILE        derive the key of each line of FILE, - for standard input
  --format FORMAT   base64url (default), hex, raw (32 bytes) or json
                    (the workload id and the wire object)
  --output FILE     write to FILE, a new one that only its owner may read

Other options:
  -h, --help        print this text
  --version         print the version

Examples:
  Print the key of a workload as a spawn request carries it:
    $ paygress-volume-key derive 78e51061-7311-48a3-82ce-6f447ed4d57b

  Open the volume of a workload, the secret key taken from a password store:
    $ pass show paygress |
        paygress-volume-key derive my-workload --identity - --format raw |
        cryptsetup open --key-file=- volume.img my-workload

  Derive the keys of many workloads, one JSON object a line:
    $ paygress-volume-key derive --ids ids.txt --format json --output keys.jsonl

The keys go to standard output and nothing else does. No option takes a secret.
Exit codes: 0 done, 1 failed, 2 wrong usage.
`;

const NSEC = /^nsec1/i;

const DERIVE_OPTIONS = ["identity", "ids", "format", "output"];

/** Reads the arguments after the program's name. Throws a `CliError` with exit code 2 when they make no command. */
export function parseCommand(args: readonly string[]): Command {
  // Not strict: its own messages would print what was typed, a secret key in the wrong place included.
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(DERIVE_OPTIONS.map((name) => [name, { type: "string" as const }])),
      help: { type: "boolean", short: "h" },
      version: { type: "boolean" },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words: string[] = [];
  const options = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    if (name === "help" || name === "version") return { name };
    if (!DERIVE_OPTIONS.includes(name)) throw usageError(`unknown option ${printableWord(rawName)}`);
    // A dash alone is a value; another option is none, and a file may be written ./-name or --option=-name.
    if (!value || (!inlineValue && /^-./.test(value))) throw usageError(`expected a value after --${name}, got none`);
    if (options.has(name)) throw usageError(`expected --${name} once, got it twice`);
    options.set(name, value);
  }
  const [name, ...rest] = words;
  switch (name) {
    case undefined:
      throw usageError("expected a command: derive, new-id or info");
    case "derive":
      return { name, ...deriveOptions(rest, options) };
    case "new-id":
    case "info":
      if (rest.length > 0 || options.size > 0) throw usageError(`${name} takes no arguments`);
      return { name };
    default:
      throw usageError(`expected a command: derive, new-id or info, got ${printableWord(name)}`);
  }
}

function deriveOptions(words: string[], options: Map<string, string>): DeriveOptions {
  const file = options.get("ids");
  const identity = options.get("identity");
  const output = options.get("output");
  const format = options.get("format") ?? "base64url";
  // As a workload id 64 hex digits are fine: a Nostr event's id may be one.
  if (words.some((word) => NSEC.test(word)) || [...options.values()].some(looksSecret)) {
    throw usageError(
      "expected no secret key among the arguments, got what looks like one",
      "arguments are seen by other users and kept in the shell's history; put the key into a file and name it with --identity",
    );
  }
  if (!isFormat(format))
    throw usageError(`expected --format to be one of ${FORMATS.join(", ")}, got ${printableWord(format)}`);
  if (file === "-" && identity === "-") {
    throw usageError("expected the ids or the identity from standard input, got both");
  }
  const ids = file === undefined ? { workloadId: workloadIdOf(words) } : { file };
  if (file !== undefined && words.length > 0) throw usageError("expected a workload id or --ids, got both");
  return { ids, identity, format, output: output === "-" ? undefined : output };
}

function workloadIdOf(words: string[]): string {
  const [workloadId, ...more] = words;
  if (workloadId === undefined) throw usageError("expected a workload id, got none");
  if (more.length > 0) throw usageError(`expected one workload id, got ${words.length}; quote an id with spaces in it`);
  try {
    return checkedId(workloadId);
  } catch (error) {
    const { message, hint } = explain(error);
    throw usageError(message, hint);
  }
}

/**
 * Checks a workload id that was read. What is not UTF-8 was read as U+FFFD: another id, so another key. An nsec is no id, but
 * an identity in the wrong place.
 */
export function checkedId(text: string): string {
  if (NSEC.test(text)) throw new CliError("workload id: expected an id, got what looks like a secret key");
  if (text.includes("\uFFFD")) {
    throw new VolumeKeyError("workload-id/unicode", "workload id: expected UTF-8, got other bytes or U+FFFD");
  }
  return parseWorkloadId(text);
}

function isFormat(text: string): text is Format {
  return (FORMATS as readonly string[]).includes(text);
}
