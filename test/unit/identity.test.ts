import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readIdentity } from "../../src/identity.ts";
import { SECRET_KEY as HEX, NSEC, temporaryFolder } from "../fixtures.ts";
import secretKeyVectors from "../vectors/secret-key.json" with { type: "json" };

const folder = temporaryFolder();

let files = 0;
function fileWith(contents: string | Uint8Array): string {
  const path = join(folder, `identity-${files++}`);
  writeFileSync(path, contents);
  return path;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("readIdentity", () => {
  it.each([
    ["an nsec", NSEC],
    ["an nsec and a newline", `${NSEC}\n`],
    ["hex with white space around", `\n  ${HEX}\t\r\n\n`],
    ["upper case", NSEC.toUpperCase()],
    ["a byte order mark, as some editors leave it", `\ufeff${NSEC}\r\n`],
    ["4,096 bytes", NSEC.padEnd(4096)],
  ])("reads %s", async (_, text) => {
    const secretKey = await readIdentity(fileWith(text));
    expect(Buffer.from(secretKey).toString("hex")).toBe(HEX);
    expect(secretKey.buffer.byteLength).toBe(32);
  });

  it("reads ~/.paygress/identity by default", async () => {
    const home = join(folder, "home");
    mkdirSync(home);
    vi.stubEnv("HOME", home);
    await expect(readIdentity()).rejects.toMatchObject({
      code: "identity/missing",
      message: "identity ~/.paygress/identity: no such file",
    });
    mkdirSync(join(home, ".paygress"));
    writeFileSync(join(home, ".paygress", "identity"), NSEC);
    expect(Buffer.from(await readIdentity()).toString("hex")).toBe(HEX);
  });

  it.each([undefined, ""])("finds the home folder where $HOME is %j", async (home) => {
    vi.stubEnv("HOME", home);
    const path = join(userInfo().homedir, ".paygress", "identity");
    const settled = await Promise.allSettled([readIdentity(), readIdentity(path)]);
    const [found, expected] = settled.map((one) => (one.status === "fulfilled" ? one.value : one.reason.code));
    expect(found).toStrictEqual(expected);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no such user");
      },
    ],
    ["returns no folder", () => ({ homedir: null })],
    ["returns an empty one", () => ({ homedir: "" })],
  ])("tells that no home folder is known where $HOME is empty and the system's answer %s", async (_, userInfo) => {
    vi.stubEnv("HOME", "");
    vi.resetModules();
    vi.doMock("node:os", () => ({ userInfo }));
    const fresh = await import("../../src/identity.ts");
    vi.doUnmock("node:os");
    await expect(fresh.readIdentity()).rejects.toMatchObject({
      code: "identity/missing",
      message: "identity: no home folder is known",
    });
  });

  it.each<[object, string]>([
    [{ code: "EACCES" }, "EACCES"],
    [{ code: "ERR_ACCESS_DENIED" }, "ERR_ACCESS_DENIED"],
    [{ name: "NotCapable" }, "NotCapable"],
    [{ code: "ESTALE" }, "ESTALE"],
  ])("tells the system's error %j by its code or name", async (error, told) => {
    await expect(refusedWith(error)).rejects.toMatchObject({
      code: "identity/unreadable",
      message: `identity: cannot be read (${told})`,
    });
  });

  it.each([NSEC, HEX, `${NSEC}\r\n`, "npub1xyz"])(
    "names UTF-16, either end first and with or without its mark",
    async (text) => {
      for (const marked of [text, `\ufeff${text}`]) {
        for (const bytes of [Buffer.from(marked, "utf16le"), Buffer.from(marked, "utf16le").swap16()]) {
          const path = fileWith(bytes);
          await expect(readIdentity(path)).rejects.toMatchObject({
            code: "secret-key/encoding",
            message: "identity: the text is in UTF-16; save it as UTF-8",
          });
        }
      }
    },
  );

  it.each([
    ["a NUL at its end", `${NSEC}\0`],
    ["nothing but NULs", "\0\0\0\0"],
    ["a single NUL", "\0"],
  ])("does not take %s for UTF-16", async (_, text) => {
    const error = await readIdentity(fileWith(text)).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: expect.stringMatching(/^secret-key\//) });
    expect((error as Error).message).not.toContain("UTF-16");
  });

  it("reads a named pipe, as a shell's process substitution is", async () => {
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    const [secretKey] = await Promise.all([
      readIdentity(path),
      import("node:fs/promises").then((fs) => fs.writeFile(path, NSEC)),
    ]);
    expect(Buffer.from(secretKey).toString("hex")).toBe(HEX);
  });

  it("reads no more than it needs of a file without end", async () => {
    await expect(readIdentity("/dev/zero")).rejects.toMatchObject({ code: "identity/size" });
  });

  it.each(secretKeyVectors.tests.filter(({ text, code }) => code !== undefined && text !== ""))(
    "refuses secret-key vector $tcId with its code, and tells nothing of the text",
    async ({ text, code }) => {
      const path = fileWith(text);
      const error = await readIdentity(path).catch((error: unknown) => error);
      expect(error).toMatchObject({ name: "VolumeKeyError", code });
      const { message } = error as Error;
      expect(message.startsWith("identity: secret key: ")).toBe(true);
      for (let i = 0; i + 8 <= text.trim().length; i++) expect(message).not.toContain(text.trim().slice(i, i + 8));
    },
  );

  it.each([
    ["an empty file", () => fileWith(""), "identity/size"],
    ["4,097 bytes", () => fileWith(NSEC.padEnd(4097)), "identity/size"],
    ["bytes that are no text", () => fileWith(Uint8Array.from([0xff, 0xfe, 0x6e])), "secret-key/encoding"],
    ["a directory", () => folder, "identity/unreadable"],
    ["a path under a file", () => join(fileWith(NSEC), "identity"), "identity/unreadable"],
    ["a path with a NUL", () => "a\0b", "identity/unreadable"],
    ["a number", () => 7 as unknown as string, "identity/unreadable"],
    ["null", () => null as unknown as string, "identity/unreadable"],
    ["an array of bytes", () => [new Uint8Array(1)] as unknown as string, "identity/unreadable"],
    ["bytes themselves", () => new Uint8Array(32) as unknown as string, "identity/unreadable"],
    ["texts in place of bytes", () => textsOf(NSEC) as unknown as string, "identity/unreadable"],
  ])("refuses %s", async (_, path, code) => {
    await expect(readIdentity(path())).rejects.toMatchObject({ name: "VolumeKeyError", code });
  });

  it.runIf(existsSync("/proc/self/fd"))("closes the file, also when it refuses it", async () => {
    const before = readdirSync("/proc/self/fd").length;
    await readIdentity(fileWith(NSEC));
    await readIdentity(fileWith("no key")).catch(() => {});
    await readIdentity(folder).catch(() => {});
    expect(readdirSync("/proc/self/fd").length).toBe(before);
  });

  it("refuses a link that leads to itself", async () => {
    const path = join(folder, "loop");
    symlinkSync(path, path);
    await expect(readIdentity(path)).rejects.toMatchObject({
      code: "identity/unreadable",
      message: "identity: cannot be read (ELOOP)",
    });
  });

  it("does not repeat a secret key that was given for a path", async () => {
    for (const path of [NSEC, HEX, `./${NSEC}`]) {
      await expect(readIdentity(path)).rejects.toMatchObject({
        code: "identity/missing",
        message: "identity: no such file",
      });
    }
  });
});

describe("readIdentity of bytes as they come", () => {
  it.each([1, 5, 63, 64])("reads them in pieces of %d, and wipes them", async (size) => {
    const text = `\ufeff\u2003 ${NSEC}\r\n\u00a0\u3000`;
    const bytes = new TextEncoder().encode(text);
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(size * i, size * (i + 1)),
    );
    expect(Buffer.from(await readIdentity(chunksOf(...pieces))).toString("hex")).toBe(HEX);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  it("wipes them where it refuses them, and stops there", async () => {
    const pieces = [3000, 3000, 10].map((size) => new Uint8Array(size).fill(7));
    await expect(readIdentity(chunksOf(...pieces))).rejects.toMatchObject({
      code: "identity/size",
      message: "identity: it is larger than 4096 bytes",
    });
    expect(pieces.map((piece) => piece[0])).toStrictEqual([0, 0, 7]);
  });

  it.each(["\u200b", "é", '"', "\x00", "\x7f", "\xc0\xa0"])("takes no %j for white space", async (text) => {
    for (const whole of [text + NSEC, NSEC + text]) {
      await expect(readIdentity(chunksOf(Buffer.from(whole)))).rejects.toMatchObject({ code: "secret-key/encoding" });
    }
  });

  it("drops around them what trim drops, and nothing else", async () => {
    for (let unit = 0; unit < 0x10000; unit++) {
      const character = String.fromCharCode(unit);
      if (/[0-9a-z\ud800-\udfff]/i.test(character)) continue;
      const isDropped = await readIdentity(chunksOf(Buffer.from(character + HEX))).then(
        () => true,
        () => false,
      );
      if (isDropped !== (character.trim() === "")) expect.fail(`U+${unit.toString(16)}`);
    }
  });

  it("passes on what the source throws", async () => {
    const source = (async function* () {
      yield new Uint8Array(1);
      throw new Error("gone");
    })();
    await expect(readIdentity(source)).rejects.toThrow("gone");
  });
});

/** What `readIdentity` makes of an error like this. */
async function refusedWith(error: object): Promise<unknown> {
  vi.resetModules();
  vi.doMock("node:fs/promises", () => ({ open: () => Promise.reject(Object.assign(new Error("wrong"), error)) }));
  const { readIdentity } = await import("../../src/identity.ts");
  vi.doUnmock("node:fs/promises");
  return readIdentity("identity");
}

async function* chunksOf(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function* textsOf(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}
