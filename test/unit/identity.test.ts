import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readIdentity } from "../../src/identity.ts";
import { parseIdentity } from "../../src/identity-text.ts";
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
      message: `identity ${JSON.stringify(join(home, ".paygress", "identity"))}: no such file`,
    });
    mkdirSync(join(home, ".paygress"));
    writeFileSync(join(home, ".paygress", "identity"), NSEC);
    expect(Buffer.from(await readIdentity()).toString("hex")).toBe(HEX);
  });

  it.each([undefined, ""])("finds the home folder where $HOME is %j", async (home) => {
    vi.stubEnv("HOME", home);
    const path = join(userInfo().homedir, ".paygress", "identity");
    const [found, expected] = await Promise.allSettled([readIdentity(), readIdentity(path)]);
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

  it.each(["~/.paygress/identity", "~somebody/identity"])(
    "tells that nobody has expanded the ~ of %s",
    async (path) => {
      await expect(readIdentity(path)).rejects.toMatchObject({
        code: "identity/missing",
        message: `identity ${JSON.stringify(path)}: no such file; the shell did not expand the ~`,
      });
    },
  );

  it.each(["EACCES", "EPERM", "ERR_ACCESS_DENIED"])("calls %s no permission", async (code) => {
    await expect(refusedWith({ code })).rejects.toMatchObject({
      code: "identity/unreadable",
      message: 'identity "identity": no permission',
    });
  });

  it("calls Deno's NotCapable no permission", async () => {
    await expect(refusedWith({ name: "NotCapable" })).rejects.toThrow('identity "identity": no permission');
  });

  it("names an error that it does not know by its code", async () => {
    await expect(refusedWith({ code: "ESTALE" })).rejects.toMatchObject({
      code: "identity/unreadable",
      message: 'identity "identity": error ESTALE',
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
            message: `identity ${JSON.stringify(path)}: the text is in UTF-16; save it as UTF-8`,
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
    "refuses secret-key vector $tcId with its code, names the file and tells nothing of the text",
    async ({ text, code }) => {
      const path = fileWith(text);
      const error = await readIdentity(path).catch((error: unknown) => error);
      expect(error).toMatchObject({ name: "VolumeKeyError", code });
      const { message } = error as Error;
      expect(message.startsWith(`identity ${JSON.stringify(path)}: secret key: `)).toBe(true);
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
      message: `identity ${JSON.stringify(path)}: its symbolic links lead round in a circle`,
    });
  });

  it("does not repeat a secret key that was given for a path", async () => {
    for (const path of [NSEC, HEX, `./${NSEC}`]) {
      await expect(readIdentity(path)).rejects.toMatchObject({
        code: "identity/missing",
        message: "identity (not shown: it looks like a secret key): no such file",
      });
    }
  });
});

describe("parseIdentity", () => {
  it("wipes the bytes it was given", async () => {
    const chunk = new TextEncoder().encode(NSEC);
    await parseIdentity(chunksOf(chunk), "identity");
    expect(chunk.every((byte) => byte === 0)).toBe(true);
  });

  it("passes on what the source throws", async () => {
    const source = (async function* () {
      yield new Uint8Array(1);
      throw new Error("gone");
    })();
    await expect(parseIdentity(source, "identity")).rejects.toThrow("gone");
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
