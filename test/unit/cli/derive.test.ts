import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { type DeriveOptions, FORMATS } from "../../../src/cli/args.ts";
import { derive } from "../../../src/cli/derive.ts";
import { decodeVolumeEncryption } from "../../../src/volume-encryption.ts";
import { keyOf, NSEC, SECRET_KEY, temporaryFolder } from "../../fixtures.ts";
import { chunksOf, FakeStream, fakeIo } from "./io.ts";

const ID = "78e51061-7311-48a3-82ce-6f447ed4d57b";

const folder = temporaryFolder();
const identity = join(folder, "identity");
const idsFile = join(folder, "ids");
writeFileSync(identity, NSEC);
writeFileSync(idsFile, "a\nb\nc\n");
mkdirSync(join(folder, "folder"));

/** One id, its key to standard output in base64url, but for `changes`. */
function options(changes: Partial<DeriveOptions> = {}): DeriveOptions {
  return { ids: { workloadId: ID }, identity, format: "base64url", output: undefined, ...changes };
}

const key = keyOf(ID);

test.each([
  ["base64url", `${key.toString("base64url")}\n`],
  ["hex", `${key.toString("hex")}\n`],
  ["raw", key],
] as const)("one key in %s", async (format, expected) => {
  const io = fakeIo();
  await derive(options({ format }), io);
  expect(io.stdout.bytes).toEqual(Buffer.from(expected as string));
  expect(io.stderr.text).toBe("");
});

test("one key in JSON is a wire object with its id", async () => {
  const io = fakeIo();
  await derive(options({ format: "json", ids: { workloadId: 'a "b" 🐢' } }), io);
  const { volume_encryption, ...rest } = JSON.parse(io.stdout.text);
  expect(rest).toEqual({ workload_id: 'a "b" 🐢' });
  expect(Buffer.from(decodeVolumeEncryption(volume_encryption))).toEqual(keyOf('a "b" 🐢'));
  expect(io.stdout.text).toMatch(/^[^\n]+\n$/);
});

test("the identity may come from standard input", async () => {
  const io = fakeIo([SECRET_KEY.slice(0, 20), `${SECRET_KEY.slice(20)}\r\n`]);
  await derive(options({ identity: "-", format: "hex" }), io);
  expect(io.stdout.text).toBe(`${key.toString("hex")}\n`);
});

test("a person at a terminal is told to type the identity", async () => {
  const stdin = Object.assign(chunksOf([`${NSEC}\n`]), { isTTY: true });
  const io = fakeIo([], { stdin });
  await derive(options({ identity: "-", format: "hex" }), io);
  expect(io.stderr.text).toBe("paygress-volume-key: type the secret key, which is visible, then Enter and Ctrl-D\n");
  expect(io.stdout.text).toBe(`${key.toString("hex")}\n`);
});

test("a bad identity on standard input is named so", async () => {
  await expect(derive(options({ identity: "-" }), fakeIo(["npub"]))).rejects.toMatchObject({
    code: "secret-key/encoding",
    message: expect.stringContaining("identity from standard input: "),
  });
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

test("the keys before a bad line are written", async () => {
  const io = fakeIo(["a\nb\n c\nd\n"]);
  await expect(derive(options({ format: "raw", ids: { file: "-" } }), io)).rejects.toThrow("line 3: ");
  expect(io.stdout.bytes).toEqual(Buffer.concat([keyOf("a"), keyOf("b")]));
});

test("an output is written", async () => {
  const output = join(folder, "keys");
  const io = fakeIo();
  await derive(options({ output, format: "raw", ids: { file: idsFile } }), io);
  expect(readFileSync(output)).toEqual(Buffer.concat(["a", "b", "c"].map(keyOf)));
  expect(io.stdout.pieces).toEqual([]);
});

test.each([
  ["a bad line", { file: "-" }],
  ["missing ids", { file: join(folder, "absent") }],
  ["a folder as ids", { file: join(folder, "folder") }],
])("no output is left behind by %s", async (_, ids) => {
  const output = join(folder, "partial");
  await expect(derive(options({ output, ids }), fakeIo(["a\n\n"]))).rejects.toThrow();
  expect(existsSync(output)).toBe(false);
});

test("no output is made for a bad identity", async () => {
  const output = join(folder, "early");
  await expect(derive(options({ output, identity: join(folder, "absent") }), fakeIo())).rejects.toMatchObject({
    code: "identity/missing",
  });
  expect(existsSync(output)).toBe(false);
});

test.each([
  ["absent", "none"],
  ["folder", "a directory"],
])("ids in a place that is %s are refused", async (name, got) => {
  const file = join(folder, name);
  await expect(derive(options({ ids: { file } }), fakeIo())).rejects.toMatchObject({
    message: `ids ${JSON.stringify(file)}: expected a file that can be read, got ${got}`,
    hint: "use --ids - to read the ids from standard input",
    exitCode: 1,
  });
});

test("raw bytes to a terminal are refused before the identity is read", async () => {
  const io = fakeIo([], { stdout: new FakeStream({ isTTY: true }) });
  await expect(derive(options({ format: "raw", identity: join(folder, "absent") }), io)).rejects.toThrow("a terminal");
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
  expect(io.stdout.pieces).toEqual([Buffer.alloc(32)]);
  expect(piece).toEqual(Buffer.alloc(NSEC.length));
});

test("the keys are wiped when they cannot be written", async () => {
  const pieces: Uint8Array[] = [];
  const stdout = new FakeStream();
  stdout.write = (data, done) => {
    pieces.push(data as Uint8Array);
    done(Object.assign(new Error("broken"), { code: "EIO" }));
  };
  await expect(derive(options({ format: "raw" }), fakeIo([], { stdout }))).rejects.toThrow("got EIO");
  expect(pieces).toEqual([Buffer.alloc(32)]);
});

test("the secret key is wiped, whatever happens", async () => {
  const secretKeys: Uint8Array[] = [];
  vi.resetModules();
  vi.doMock("../../../src/identity.ts", async (original) => {
    const { readIdentity } = await original<typeof import("../../../src/identity.ts")>();
    return {
      async readIdentity(path?: string) {
        const secretKey = await readIdentity(path);
        secretKeys.push(secretKey);
        return secretKey;
      },
    };
  });
  const fresh = await import("../../../src/cli/derive.ts");
  vi.doUnmock("../../../src/identity.ts");
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
  { stdout: false, stderr: true, file: idsFile, drawn: /^\|\[=+ *\] {1,2}\d+ % .+\|$/ },
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

afterEach(() => vi.restoreAllMocks());

/** A second passes whenever somebody looks at the clock. */
function hurry(): void {
  let now = 0;
  vi.spyOn(Date, "now").mockImplementation(() => {
    now += 1000;
    return now;
  });
}
