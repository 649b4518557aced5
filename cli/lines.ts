import { Buffer } from "node:buffer";
import { StringDecoder } from "node:string_decoder";
import { checkedId } from "./args.ts";
import { CliError, explain } from "./errors.ts";

/** Bytes of the longest line: far beyond any id, and a bound on what is held in memory. */
const MAX_LINE = 65536;

/** How UTF-16 begins, as PowerShell's `>` writes it, when it is read as UTF-8: a byte order mark, or every other byte 0. */
const UTF16 = /^(\uFFFD\uFFFD|[^\0]\0[^\0]\0|\0[^\0]\0[^\0])/;

/** Bytes taken at a time. What lives longer than a collection makes V8 enlarge its heap: 64 KiB cost 30 MB, measured. */
const SLICE = 2048;

/**
 * Takes the workload ids, one a line, out of UTF-8 text as it comes, with the bytes read so far. A line ends with LF or
 * CRLF, the last one also with the text. The ids before a bad line come out before the error does.
 */
export async function* idsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<{ ids: string[]; read: number }> {
  const decoder = new StringDecoder("utf8"); // keeps a byte order mark, which is then refused
  let line = 0;
  let read = 0;
  let rest = ""; // the line that has not ended yet
  const idOf = (text: string): string => {
    line++;
    try {
      if (line === 1 && UTF16.test(text)) throw new CliError("the text is in UTF-16; save it as UTF-8");
      const id = text.endsWith("\r") ? text.slice(0, -1) : text;
      if (Buffer.byteLength(id) > MAX_LINE) throw new CliError(`it is longer than ${MAX_LINE} bytes`);
      return checkedId(id);
    } catch (error) {
      throw explain(error, (message) => `line ${line}: ${message}`);
    }
  };
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += SLICE) {
      const slice = chunk.subarray(start, start + SLICE);
      const texts = (rest + decoder.write(slice)).split("\n");
      rest = texts.pop() as string;
      if (Buffer.byteLength(rest) > MAX_LINE + 1) texts.push(rest); // too long already, even if it ends with a CR
      read += slice.length;
      const ids: string[] = [];
      try {
        for (const text of texts) ids.push(idOf(text));
      } finally {
        yield { ids, read };
      }
    }
  }
  rest += decoder.end();
  if (rest !== "") yield { ids: [idOf(rest)], read };
}
