import { Buffer } from "node:buffer";
import { CliError } from "./errors.ts";

/** Bytes of the longest line: far beyond any id, and a bound on what is held in memory. */
const MAX_LINE = 65536;

/** Some lines that came together, and the number of the first, counted from 1. */
export interface Lines {
  first: number;
  texts: string[];
  /** Bytes of the input up to the end of these lines. */
  read: number;
}

/** Splits UTF-8 text into its lines as it comes. A line ends with LF or CRLF, the last one also with the text. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Lines> {
  let first = 1;
  let read = 0;
  let rest = Buffer.alloc(0); // the line that has not ended yet
  const take = (bytes: Buffer): Lines => {
    const texts = decode(bytes, first).replace(/\n$/, "").split("\n").map(withoutCarriageReturn);
    const lines = { first, texts, read };
    first += texts.length;
    return lines;
  };
  for await (const chunk of chunks) {
    read += chunk.length;
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(0x0a) + 1;
    if (end > 0) yield take(bytes.subarray(0, end));
    rest = bytes.subarray(end);
    if (rest.length > MAX_LINE) throw new CliError(`line ${first}: expected at most ${MAX_LINE} bytes, got more`);
  }
  if (rest.length > 0) yield take(rest);
}

/** Strict, since U+FFFD in place of other bytes would give the key of another id. A byte order mark is kept. */
function decode(bytes: Uint8Array, first: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const lines = new TextDecoder().decode(bytes).split("\n");
    const bad = first + lines.findIndex((line) => line.includes("\uFFFD"));
    throw new CliError(`line ${bad}: expected UTF-8, got other bytes`);
  }
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
