import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type DeriveOptions, FORMATS } from "../../cli/args.ts";
import { derive } from "../../cli/derive.ts";
import { decodeVolumeEncryption } from "../../src/volume-encryption.ts";
import { keyOf, NSEC, temporaryFolder } from "../fixtures.ts";
import { chunksOf, FakeStream, fakeIo } from "./io.ts";

const ID = "78e51061-7311-48a3-82ce-6f447ed4d57b";

const folder = temporaryFolder();
const identity = join(folder, "identity");
const idsFile = join(folder, "ids");
writeFileSync(identity, NSEC, { mode: 0o600 });
writeFileSync(idsFile, "a\nb\nc\n");
mkdirSync(join(folder, "folder"));

/** One id, its key to standard output in base64url, but for `changes`. */
function options(changes: Partial<DeriveOptions> = {}): DeriveOptions {
  return { ids: { workloadId: ID }, identity, format: "base64url", output: undefined, ...changes };
}

const key = keyOf(ID);

test("one key in JSON is a wire object with its id", async () => {
  const io = fakeIo();
  await derive(options({ format: "json", ids: { workloadId: 'a "b" 🐢' } }), io);
  const { volume_encryption, ...rest } = JSON.parse(io.stdout.text);
  expect(rest).toEqual({ workload_id: 'a "b" 🐢' });
  expect(Buffer.from(decodeVolumeEncryption(volume_encryption))).toEqual(keyOf('a "b" 🐢'));
  expect(io.stdout.text).toMatch(/^[^\n]+\n$/);
});

test("JSON has no line end inside a line, whatever a reader takes for one", async () => {
  const ids = ["a\u2028b", "a\u2029b", "\u{1f422}a\u2028\u2028\u2029b"];
  const io = fakeIo([ids.join("\n")]);
  await derive(options({ format: "json", ids: { file: "-" } }), io);
  // Those of Python's str.splitlines, which has the most.
  const ends = "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029";
  const lines = [...ends].reduce((text, end) => text.replaceAll(end, "\n"), io.stdout.text).split("\n");
  expect(lines.pop()).toBe("");
  expect(lines.map((line) => JSON.parse(line).workload_id)).toEqual(ids);
});

test("a person at a terminal is told to type the identity", async () => {
  const stdin = Object.assign(chunksOf([`${NSEC}\n`]), { isTTY: true });
  const io = fakeIo([], { stdin });
  await derive(options({ identity: "-", format: "hex" }), io);
  expect(io.stderr.text).toBe("paygress-volume-key: type the secret key, which is visible, then Enter and Ctrl-D\n");
  expect(io.stdout.text).toBe(`${key.toString("hex")}\n`);
});

test("a person at a terminal is told to type the ids", async () => {
  const stdin = Object.assign(chunksOf(["a\n"]), { isTTY: true });
  const io = fakeIo([], { stdin });
  await derive(options({ ids: { file: "-" } }), io);
  expect(io.stderr.text).toBe("paygress-volume-key: type the workload ids, one a line, then Ctrl-D\n");
  expect(io.stdout.text).toBe(`${keyOf("a").toString("base64url")}\n`);
});

test.each([
  ["the identity", { identity: "-" }, "identity from standard input: is a directory"],
  ["the ids", { ids: { file: "-" } }, "ids from standard input: is a directory"],
])("%s from a standard input that cannot be read", async (_, changes, message) => {
  const io = fakeIo([], { stdin: failing("EISDIR") });
  await expect(derive(options(changes), io)).rejects.toMatchObject({ message, exitCode: 1 });
});

/** A standard input whose first read ends in this error. */
function failing(code: string): AsyncIterable<Uint8Array> {
  const next = () => Promise.reject(Object.assign(new Error("wrong"), { code }));
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

/** What an identity's mode makes the command say. */
async function warningOf(mode: number): Promise<string> {
  const file = join(folder, "with-mode");
  writeFileSync(file, NSEC);
  chmodSync(file, mode);
  const io = fakeIo();
  await derive(options({ identity: file }), io);
  expect(io.stdout.text).toBe(`${key.toString("base64url")}\n`);
  return io.stderr.text;
}

test.each([0o644, 0o640, 0o604, 0o620, 0o601, 0o777])(
  "an identity of the mode %i is used with a warning",
  async (mode) => {
    expect(await warningOf(mode)).toBe(
      `paygress-volume-key: warning: identity ${JSON.stringify(join(folder, "with-mode"))}: others may use it (mode ${mode.toString(8)}); chmod 600 makes it yours alone\n`,
    );
  },
);

test.each([0o600, 0o400, 0o700])("an identity of the mode %i is used without a word", async (mode) => {
  expect(await warningOf(mode)).toBe("");
});

test("an identity that is no regular file is used without a word, whatever its mode", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", ["-m", "666", pipe]);
  const io = fakeIo();
  await Promise.all([derive(options({ identity: pipe }), io), writeFile(pipe, NSEC)]);
  expect(io.stderr.text).toBe("");
  expect(io.stdout.text).toBe(`${key.toString("base64url")}\n`);
});

test.each(FORMATS)("many keys in %s, from a file or from standard input", async (format) => {
  const single = await Promise.all(
    ["a", "b", "c"].map(async (workloadId) => {
      const io = fakeIo();
      await derive(options({ format, ids: { workloadId } }), io);
      return io.stdout.bytes;
    }),
  );
  const file = fakeIo();
  await derive(options({ format, ids: { file: idsFile } }), file);
  expect(file.stdout.bytes).toEqual(Buffer.concat(single));
  const stdin = fakeIo(["a\n", "b", "\r\nc"]);
  await derive(options({ format, ids: { file: "-" } }), stdin);
  expect(stdin.stdout.bytes).toEqual(Buffer.concat(single));
});

test.each([
  ["existing", "it exists already"],
  ["absent/keys", "no such folder"],
])("the output %s is refused before the identity is asked for", async (name, reason) => {
  writeFileSync(join(folder, "existing"), "");
  const stdin = Object.assign(failing("read"), { isTTY: true });
  const io = fakeIo([], { stdin });
  await expect(derive(options({ output: join(folder, name), identity: "-" }), io)).rejects.toThrow(reason);
  expect(io.stderr.text).toBe("");
});

test("no output is made for a bad identity", async () => {
  const output = join(folder, "early");
  const before = readdirSync(folder);
  await expect(derive(options({ output, identity: join(folder, "absent") }), fakeIo())).rejects.toMatchObject({
    message: `identity ${JSON.stringify(join(folder, "absent"))}: no such file`,
    hint: "name the file with --identity FILE, or use --identity - to read standard input",
  });
  expect(readdirSync(folder)).toEqual(before);
});

test("raw bytes to a terminal are refused before the identity is read", async () => {
  const io = fakeIo([], { stdout: new FakeStream({ isTTY: true }) });
  await expect(derive(options({ format: "raw", identity: join(folder, "absent") }), io)).rejects.toMatchObject({
    message: "a terminal cannot show raw bytes",
    hint: "use --output FILE, pipe it into cryptsetup --key-file=-, or choose another --format",
    exitCode: 2,
  });
  expect(io.stdout.pieces).toEqual([]);
});

test("raw bytes go into a file beside a terminal", async () => {
  const output = join(folder, "raw");
  await derive(options({ format: "raw", output }), fakeIo([], { stdout: new FakeStream({ isTTY: true }) }));
  expect(readFileSync(output)).toEqual(key);
});

test("the keys and the identity's bytes are wiped", async () => {
  const piece = Buffer.from(NSEC);
  const io = fakeIo([piece]);
  await derive(options({ format: "raw", identity: "-" }), io);
  expect(io.stdout.bytes).toEqual(key);
  expect(io.stdout.pieces).toEqual([new Uint8Array(32)]);
  expect(piece).toEqual(Buffer.alloc(NSEC.length));
});

test.each(FORMATS)("the keys are written from memory of their own in %s, and wiped", async (format) => {
  const io = fakeIo();
  await derive(options({ format, ids: { file: idsFile } }), io);
  for (const piece of io.stdout.pieces as Uint8Array[]) {
    expect(piece.buffer.byteLength).toBe(piece.length); // no pool of Node's
    expect(piece.every((byte) => byte === 0)).toBe(true);
  }
  expect(io.stdout.pieces).toHaveLength(1);
});

test("the keys are wiped when they cannot be written", async () => {
  const pieces: Uint8Array[] = [];
  const stdout = new FakeStream();
  stdout.write = (data, done) => {
    pieces.push(data as Uint8Array);
    done(Object.assign(new Error("broken"), { code: "EIO" }));
  };
  await expect(derive(options({ format: "raw" }), fakeIo([], { stdout }))).rejects.toThrow(
    "standard output: the device fails",
  );
  expect(pieces).toEqual([new Uint8Array(32)]);
});

test("the secret key is wiped, whatever happens", async () => {
  const secretKeys: Uint8Array[] = [];
  vi.resetModules();
  vi.doMock("../../src/identity.ts", async (original) => {
    const { readIdentity } = await original<typeof import("../../src/identity.ts")>();
    return {
      async readIdentity(source: AsyncIterable<Uint8Array>) {
        const secretKey = await readIdentity(source);
        secretKeys.push(secretKey);
        return secretKey;
      },
    };
  });
  const fresh = await import("../../cli/derive.ts");
  vi.doUnmock("../../src/identity.ts");
  const io = fakeIo();
  await fresh.derive(options({ format: "raw" }), io);
  expect(io.stdout.bytes).toEqual(key);
  await expect(fresh.derive(options({ ids: { file: join(folder, "absent") } }), fakeIo())).rejects.toThrow();
  expect(secretKeys).toEqual([new Uint8Array(32), new Uint8Array(32)]);
});

/** Clears the line that the progress is drawn on. */
const CLEAR = "\r\x1b[K";

const terminal = (isTTY: boolean) => new FakeStream({ isTTY });

test.each([
  { stdout: false, stderr: true, file: idsFile, drawn: /^\|\[=+ *\] {1,3}\d+ % .+\|$/ },
  { stdout: true, stderr: true, file: idsFile, drawn: /^$/ },
  { stdout: true, stderr: true, file: idsFile, output: "drawn", drawn: /^\|\[=/ },
  { stdout: true, stderr: false, file: idsFile, output: "hidden", drawn: /^$/ },
  { stdout: false, stderr: true, file: "-", drawn: /^\|\d+ keys/ },
  { stdout: false, stderr: true, file: "/dev/null", drawn: /^$/ },
  { stdout: false, stderr: false, file: idsFile, drawn: /^$/ },
])("progress, the terminals and the rest being $stdout, $stderr, $output", async ({ file, output, drawn, ...is }) => {
  hurry();
  const io = fakeIo(["a\n"], { stdout: terminal(is.stdout), stderr: terminal(is.stderr) });
  await derive(options({ ids: { file }, output: output && join(folder, output) }), io);
  expect(io.stderr.text.replaceAll(CLEAR, "|")).toMatch(drawn);
});

test("the progress is cleared before an error is told", async () => {
  hurry();
  const io = fakeIo(["a\n", " b\n"], { stderr: terminal(true) });
  await expect(derive(options({ ids: { file: "-" } }), io)).rejects.toThrow("line 2: ");
  expect(io.stderr.pieces.at(-2)).toContain(" keys, ");
  expect(io.stderr.pieces.at(-1)).toBe(CLEAR);
});

test("no progress on a terminal that cannot clear a line", async () => {
  hurry();
  vi.stubEnv("TERM", "dumb");
  const io = fakeIo([], { stderr: terminal(true) });
  await derive(options({ ids: { file: idsFile } }), io);
  expect(io.stderr.text).toBe("");
  expect(io.stdout.text).not.toBe("");
});

beforeEach(() => vi.stubEnv("TERM", "xterm"));

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** A second passes whenever somebody looks at the clock. */
function hurry(): void {
  let now = 0;
  vi.spyOn(Date, "now").mockImplementation(() => {
    now += 1000;
    return now;
  });
}
