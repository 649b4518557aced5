import { parseWorkloadId, VolumeKeyError } from "../src/index.ts";
import { CliError, explain, usageError } from "./errors.ts";
import { looksLikeNsec, looksSecret, printableWord } from "./printable.ts";

export const FORMATS = ["base64url", "hex", "raw", "json"] as const;
export type Format = (typeof FORMATS)[number];

/** What the command line asks for. */
type Command = { name: "help" | "version" | "new-id" | "info" } | ({ name: "derive" } & DeriveOptions);

/** `-` stands for standard input; an absent identity for the default file, an absent output for standard output. */
export interface DeriveOptions {
  ids: { workloadId: string } | { file: string };
  identity: string | undefined;
  format: Format;
  output: string | undefined;
}

const COMMANDS = ["derive", "new-id", "info"];

const HELP_OPTIONS = ["-h", "--help"];

/** The options of derive. All of them take a value. */
const OPTIONS = ["identity", "ids", "format", "output"] as const;
type Options = Partial<Record<(typeof OPTIONS)[number], string>>;

const SHORT_OPTIONS: Options = { identity: "-i", output: "-o" };

/** Reads the arguments after the program's name. Throws a `CliError` with exit code 2 when they make no command. */
export function parseCommand(args: readonly string[]): Command {
  const [first = "", second = ""] = args;
  // These count only here: if `derive` printed the help, a pipe would take it for a key.
  if (args.length === 1 && first === "--version") return { name: "version" };
  if (args.length === 1 && HELP_OPTIONS.includes(first)) return { name: "help" };
  if (args.length === 2 && COMMANDS.includes(first) && HELP_OPTIONS.includes(second)) return { name: "help" };

  const { words, options } = split(args);
  const [name, ...rest] = words;
  switch (name) {
    case undefined:
      throw usageError("no command is given: derive, new-id or info");
    case "derive":
      return { name, ...deriveOptions(rest, options) };
    case "new-id":
    case "info":
      if (rest.length > 0 || Object.keys(options).length > 0) throw usageError(`${name} takes no arguments`);
      return { name };
    default:
      throw usageError(`unknown command ${printableWord(name)}: derive, new-id and info are known`);
  }
}

/**
 * Takes words and options apart. By hand, for `node:util` splits `-h1` into options, and its messages quote what was typed.
 * A value is the next argument or, with the long name, comes after an equals sign.
 */
function split(args: readonly string[]): { words: string[]; options: Options } {
  const words: string[] = [];
  const options: Options = {};
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === "--") return { words: words.concat(args.slice(i + 1)), options };
    if (!beginsAsOption(arg)) {
      words.push(arg);
      continue;
    }
    const equals = arg.startsWith("--") ? arg.indexOf("=") : -1;
    const typed = equals < 0 ? arg : arg.slice(0, equals);
    const name = OPTIONS.find((one) => typed === `--${one}` || typed === SHORT_OPTIONS[one]);
    if (name === undefined) throw noOption(typed, equals >= 0);
    const value = equals < 0 ? nextValue(typed, args[++i]) : arg.slice(equals + 1);
    if (value === "") throw usageError(`the value of ${typed} is empty`);
    if (options[name] !== undefined) throw usageError(`--${name} is given twice`);
    options[name] = value;
  }
  return { words, options };
}

/** A dash alone is a word, or a value. */
function beginsAsOption(arg: string): boolean {
  return arg.length > 1 && arg.startsWith("-");
}

function nextValue(typed: string, next: string | undefined): string {
  if (next !== undefined && !beginsAsOption(next)) return next;
  const hint = next === undefined ? undefined : "a file whose name begins with a dash is written ./-name";
  throw usageError(`${typed} needs a value`, hint);
}

/** What is wrong with an option that is none of derive's. */
function noOption(typed: string, hasValue: boolean): CliError {
  const complaint = (): string => {
    if (hasValue && (typed === "--help" || typed === "--version")) return `${typed} takes no value`;
    if (typed === "--version") return `${typed} must be the only argument`;
    if (HELP_OPTIONS.includes(typed)) return `${typed} must be the only argument, or the only one after a command`;
    const short = Object.values(SHORT_OPTIONS).find((one) => typed.startsWith(one));
    const rule = short === undefined ? "" : `: ${short} takes the next argument as its value`;
    return `unknown option ${printableWord(typed)}${rule}`;
  };
  const hint = "an id that begins with a dash comes after --; paygress-volume-key --help shows the options";
  return usageError(complaint(), hint);
}

function deriveOptions(words: string[], options: Options): DeriveOptions {
  const { ids: file, identity, output, format = "base64url" } = options;
  if (words.some(looksLikeNsec) || Object.values(options).some(looksSecret)) {
    throw usageError(
      "an argument looks like a secret key",
      "arguments are seen by other users and kept in the shell's history; put the key into a file and name it with --identity",
    );
  }
  const known = FORMATS.find((one) => one === format);
  if (known === undefined)
    throw usageError(`unknown format ${printableWord(format)}: it is one of ${FORMATS.join(", ")}`);
  if (file === "-" && identity === "-") throw usageError("--ids and --identity cannot both read standard input");
  const ids = file === undefined ? { workloadId: workloadIdOf(words) } : { file };
  if (file !== undefined && words.length > 0) throw usageError("a workload id and --ids are given: choose one");
  return { ids, identity, format: known, output: output === "-" ? undefined : output };
}

function workloadIdOf(words: string[]): string {
  const [workloadId] = words;
  if (workloadId === undefined) throw usageError("no workload id is given");
  if (words.length > 1)
    throw usageError(`${words.length} workload ids are given, not one: quote an id with spaces in it`);
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
  if (looksLikeNsec(text)) throw new CliError("workload id: it looks like a secret key");
  if (text.includes("\uFFFD")) {
    throw new VolumeKeyError("workload-id/unicode", "workload id: it is not UTF-8, or has U+FFFD in it");
  }
  return parseWorkloadId(text);
}
