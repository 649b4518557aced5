import { expect, test } from "vitest";
import { CliError } from "../../cli/errors.ts";
import { idsOf } from "../../cli/lines.ts";
import { chunksOf } from "./io.ts";

const LONGEST = "x".repeat(65536);

const IN_UTF16 = "the text is in UTF-16; save it as UTF-8";

/** What comes of a text in pieces of `size` bytes. */
async function idsIn(text: string | Uint8Array, size = 65536) {
  const bytes = Buffer.from(text as Uint8Array);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(size * i, size * (i + 1)),
  );
  const ids: string[] = [];
  let read = 0;
  try {
    for await (const some of idsOf(chunksOf(pieces))) {
      ids.push(...some.ids);
      read = some.read;
    }
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { ids, error: error.message };
  }
  return { ids, read };
}

test.each<[string, string, string[]]>([
  ["no text", "", []],
  ["one line", "a\n", ["a"]],
  ["one line without an end", "a", ["a"]],
  ["lines that end with LF", "a\nb\n", ["a", "b"]],
  ["lines that end with CRLF", "a\r\nb\r\n", ["a", "b"]],
  ["a last line without an end", "a\r\nb", ["a", "b"]],
  ["a last line that ends with CR", "a\nb\r", ["a", "b"]],
  ["text beyond ASCII", "żółw\n🐢 y\r\n€", ["żółw", "🐢 y", "€"]],
  ["many short lines", "ab\n".repeat(3000), Array(3000).fill("ab")],
])("%s gives the same ids however the chunks fall", async (_, text, ids) => {
  for (const size of [1, 2, 3, 5, 2047, 2048, 2049, 65536]) {
    expect(await idsIn(text, size)).toEqual({ ids, read: Buffer.byteLength(text) });
  }
});

test.each<[string, string | Uint8Array, string[], string]>([
  ["an empty line", "a\n\nb\n", ["a"], "line 2: workload id: it is empty"],
  ["an empty line with CR", "a\n\r\n", ["a"], "line 2: workload id: it is empty"],
  ["a second CR", "a\r\r\n", [], "line 1: workload id: a control character, U+000D, at index 1"],
  ["a NUL", "a\nb\nc\0", ["a", "b"], "line 3: workload id: a control character, U+0000, at index 1"],
  ["a space", "a\n b\nc\n", ["a"], "line 2: workload id: white space, U+0020, at the start"],
  ["a byte order mark", "\ufeffa\n", [], "line 1: workload id: white space, U+FEFF, at the start"],
  [
    "other bytes than UTF-8",
    Buffer.from("a\nb\nc\xe9\nd\n", "latin1"),
    ["a", "b"],
    "line 3: workload id: it is not UTF-8, or has U+FFFD in it",
  ],
  [
    "a character cut short at the end",
    Buffer.from("a\n🐢").subarray(0, -1),
    ["a"],
    "line 2: workload id: it is not UTF-8, or has U+FFFD in it",
  ],
  ["U+FFFD before other bad bytes", "a\ufffd\n\n", [], "line 1: workload id: it is not UTF-8, or has U+FFFD in it"],
  ["UTF-16", Buffer.from("\ufeffa\r\nb", "utf16le"), [], `line 1: ${IN_UTF16}`],
  ["UTF-16, the other end first", Buffer.from("\ufeffa\nb", "utf16le").swap16(), [], `line 1: ${IN_UTF16}`],
  ["UTF-16 without a byte order mark", Buffer.from("ab\nc", "utf16le"), [], `line 1: ${IN_UTF16}`],
  ["the same, the other end first", Buffer.from("ab\nc", "utf16le").swap16(), [], `line 1: ${IN_UTF16}`],
  ["an nsec", "a\nnsec1vl0\nb\n", ["a"], "line 2: workload id: it looks like a secret key"],
  ["a line too long", `a\n${LONGEST}x\nb\n`, ["a"], "line 2: it is longer than 65536 bytes"],
  ["a last line too long", `a\n${LONGEST}x`, ["a"], "line 2: it is longer than 65536 bytes"],
  ["a line of many bytes too long", `${"€".repeat(21846)}\n`, [], "line 1: it is longer than 65536 bytes"],
])("%s is refused after the ids before it, however the chunks fall", async (_, text, ids, error) => {
  for (const size of [1, 2, 3, 5, 2047, 2048, 2049, 65536, 131072]) {
    if (Buffer.byteLength(text) / size < 20_000) expect(await idsIn(text, size)).toEqual({ ids, error });
  }
});

test.each(["", "\n", "\r\n", "\nb\r\n"])("a line of 65536 bytes is an id before %j", async (end) => {
  const ids = end.includes("b") ? [LONGEST, "b"] : [LONGEST];
  for (const size of [2047, 65536, 65537]) {
    expect(await idsIn(LONGEST + end, size)).toEqual({ ids, read: LONGEST.length + end.length });
  }
});

test("a line without an end is given up once it is too long", async () => {
  let taken = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      taken++;
      yield Buffer.alloc(1000, "x");
    }
  }
  await expect(async () => {
    for await (const { ids } of idsOf(endless())) expect(ids).toEqual([]);
  }).rejects.toThrow("line 1: it is longer than 65536 bytes");
  expect(taken).toBe(66);
});

test("an error of the input passes through", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("a\n");
    throw new Error("broken");
  }
  const ids: string[] = [];
  await expect(async () => {
    for await (const some of idsOf(broken())) ids.push(...some.ids);
  }).rejects.toThrow("broken");
  expect(ids).toEqual(["a"]);
});

test("whoever stops at a bad line does not meet its error", async () => {
  for await (const { ids } of idsOf(chunksOf(["a\n b\n"]))) {
    expect(ids).toEqual(["a"]);
    break;
  }
});

test("the hint for a bad line is that of a bad id", async () => {
  await expect(idsOf(chunksOf(["\n"])).next()).resolves.toEqual({ done: false, value: { ids: [], read: 1 } });
  const ids = idsOf(chunksOf(["\n"]));
  await ids.next();
  await expect(ids.next()).rejects.toMatchObject({
    hint: "use the id that was printed at spawn time, or a new one from paygress-volume-key new-id",
    exitCode: 1,
  });
});
