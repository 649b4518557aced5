import type { EventEmitter } from "node:events";
import * as fs from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fileOutput, SIGNALS } from "../../cli/output-file.ts";
import { temporaryFolder } from "../fixtures.ts";

vi.mock("node:fs", async (original) => ({ ...(await original<typeof import("node:fs")>()) }));

const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } = fs;

const root = temporaryFolder();
let folder: string;
let path: string;

beforeEach(() => {
  folder = fs.mkdtempSync(join(root, "folder-"));
  path = join(folder, "keys");
});

afterEach(() => vi.restoreAllMocks());

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: …, open '${path}'`), { code });
}

function failing(
  name: "linkSync" | "renameSync" | "openSync" | "fsyncSync" | "fchmodSync" | "unlinkSync" | "writeFileSync",
  code: string,
) {
  return vi.spyOn(fs, name).mockImplementation(() => {
    throw systemError(code);
  });
}

function mode(): number {
  return statSync(path).mode & 0o777;
}

const PART = /^\.paygress-volume-key-[0-9a-f]{16}\.partial$/;

test("a file has its name once it is complete", async () => {
  const output = fileOutput(path);
  await output.write("a");
  await output.write(Buffer.from("b"));
  expect(readdirSync(folder)).toEqual([expect.stringMatching(PART)]);
  await output.close(true);
  expect(readdirSync(folder)).toEqual(["keys"]);
  expect(readFileSync(path, "utf8")).toBe("ab");
  expect(statSync(path).nlink).toBe(1);
});

test.each([0, 0o022, 0o077, 0o777])("a file is its owner's alone under the mask %i", async (mask) => {
  const before = process.umask(mask);
  try {
    const output = fileOutput(path);
    expect(statSync(join(folder, readdirSync(folder)[0] as string)).mode & 0o777).toBe(0o600);
    await output.close(true);
  } finally {
    process.umask(before);
  }
  expect(mode()).toBe(0o600);
});

test("a file where there are no modes is made all the same", async () => {
  failing("fchmodSync", "EPERM");
  await fileOutput(path).close(true);
  expect(readdirSync(folder)).toEqual(["keys"]);
});

test("a file is on the disk before it has its name", async () => {
  const sync = vi.spyOn(fs, "fsyncSync");
  const link = vi.spyOn(fs, "linkSync");
  await fileOutput(path).close(true);
  expect(sync.mock.invocationCallOrder[0]).toBeLessThan(link.mock.invocationCallOrder[0] as number);
});

test("a file that is not complete goes away", async () => {
  const output = fileOutput(path);
  await output.write("a");
  await output.close(false);
  expect(readdirSync(folder)).toEqual([]);
});

test("a name as long as a file system allows is taken", async () => {
  path = join(folder, "n".repeat(255));
  await fileOutput(path).close(true);
  expect(readdirSync(folder)).toEqual(["n".repeat(255)]);
});

test("a file beside a link's target is where the path leads", async () => {
  mkdirSync(join(folder, "far/away"), { recursive: true });
  symlinkSync("far/away", join(folder, "link"));
  const output = fileOutput(`${folder}/link/../keys`);
  expect(readdirSync(join(folder, "far"))).toEqual([expect.stringMatching(PART), "away"]);
  await output.close(true);
  expect(readdirSync(join(folder, "far"))).toEqual(["away", "keys"]);
});

const EXISTS = {
  reason: "it exists already",
  hint: "files are never overwritten; choose another name, or move the file away",
};

function refused(reason: string, hint?: string, at = path) {
  const shown = at.length > 200 ? `${at.slice(0, 200)}…` : at;
  return expect.objectContaining({ message: `output ${JSON.stringify(shown)}: ${reason}`, hint, exitCode: 1 });
}

test.each([
  ["file", () => writeFileSync(path, "old")],
  ["folder", () => mkdirSync(path)],
  ["link that leads nowhere", () => symlinkSync("nowhere", path)],
  ["link to itself", () => symlinkSync("keys", path)],
])("a %s that exists is left as it is", (_, make) => {
  make();
  const before = fs.lstatSync(path);
  expect(() => fileOutput(path)).toThrow(refused(EXISTS.reason, EXISTS.hint));
  expect(readdirSync(folder)).toEqual(["keys"]);
  expect(fs.lstatSync(path)).toEqual(before);
});

test.each([
  ["without its folder", "absent/file", "no such folder"],
  ["without its folders", "absent/too/file", "no such folder"],
  ["below a file", "file/file", "a part of the path is not a directory"],
  ["with a name too long", "o i".repeat(100), "the name is too long"],
  ["named as a folder", "new/", "is the name of a folder"],
])("a file %s is not made", (_, name, reason) => {
  writeFileSync(join(folder, "file"), "");
  const at = `${folder}/${name}`;
  expect(() => fileOutput(at)).toThrow(refused(reason, undefined, at));
  expect(readdirSync(folder)).toEqual(["file"]);
});

test("a ~ that the shell has left is explained", () => {
  expect(() => fileOutput("~/absent/keys")).toThrow(
    'output "~/absent/keys": no such folder; the shell did not expand the ~',
  );
});

/** Each way for a finished file to get its name: by a link, and where a file system has none. */
const WAYS = [
  undefined,
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EMLINK",
  "EXDEV",
  "EISDIR",
  "EACCES",
  "NotSupported",
];

test.each(WAYS)("a file gets its name where linking ends in %s", async (code) => {
  if (code !== undefined) failing("linkSync", code);
  const contents = "0123456789abcdef\n".repeat(10_000); // more than one piece
  const output = fileOutput(path);
  await output.write(contents);
  await output.close(true);
  expect(readdirSync(folder)).toEqual(["keys"]);
  expect(readFileSync(path, "utf8")).toBe(contents);
  expect(mode()).toBe(0o600);
});

test.each(WAYS)("a file that appears meanwhile stays, where linking ends in %s", async (code) => {
  const output = fileOutput(path);
  await output.write("new");
  writeFileSync(path, "old");
  if (code !== undefined) failing("linkSync", code);
  await expect(output.close(true)).rejects.toEqual(refused(EXISTS.reason, EXISTS.hint));
  expect(readdirSync(folder)).toEqual(["keys"]);
  expect(readFileSync(path, "utf8")).toBe("old");
});

test("a link that appears meanwhile is not followed", async () => {
  const output = fileOutput(path);
  symlinkSync("elsewhere", path);
  failing("linkSync", "EPERM");
  await expect(output.close(true)).rejects.toEqual(refused(EXISTS.reason, EXISTS.hint));
  expect(readdirSync(folder)).toEqual(["keys"]);
});

test.each(["renameSync", "openSync"] as const)("a %s that fails leaves nothing", async (name) => {
  const output = fileOutput(path);
  await output.write("x".repeat(100_000));
  failing("linkSync", "EPERM");
  failing(name, "ENOSPC");
  await expect(output.close(true)).rejects.toEqual(refused("the disk is full"));
  expect(readdirSync(folder)).toEqual([]);
});

test("a file without links has its name empty, and then whole", async () => {
  const output = fileOutput(path);
  await output.write("whole");
  failing("linkSync", "EPERM");
  const { renameSync } = fs;
  vi.spyOn(fs, "renameSync").mockImplementation((from, to) => {
    expect(readFileSync(path, "utf8")).toBe("");
    expect(mode()).toBe(0o600);
    renameSync(from, to);
    expect(readFileSync(path, "utf8")).toBe("whole");
  });
  await output.close(true);
  expect(readdirSync(folder)).toEqual(["keys"]);
  expect(readFileSync(path, "utf8")).toBe("whole");
});

test("the signals are caught before there is a file", () => {
  const open = vi.spyOn(fs, "openSync").mockImplementation(() => {
    expect(process.listenerCount("SIGTERM")).toBe(1);
    throw systemError("EACCES");
  });
  expect(() => fileOutput(path)).toThrow(refused("no permission"));
  expect(open).toHaveBeenCalledTimes(1);
  expect(process.listenerCount("SIGTERM")).toBe(0);
});

test.each([
  ["fsyncSync", "EIO", "the device fails"],
  ["fsyncSync", "EDQUOT", "the disk quota is used up"],
] as const)("a file is not named when %s ends in %s", async (name, code, reason) => {
  const output = fileOutput(path);
  failing(name, code);
  await expect(output.close(true)).rejects.toEqual(refused(reason));
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ["ENOSPC", "the disk is full"],
  ["EFBIG", "the file would be larger than the system allows"],
])("a write that ends in %s says so", async (code, reason) => {
  const output = fileOutput(path);
  const write = failing("writeFileSync", code);
  await expect(output.write("a")).rejects.toEqual(refused(reason));
  write.mockRestore();
  await output.close(false);
  expect(readdirSync(folder)).toEqual([]);
});

test("what its folder keeps is empty", async () => {
  const output = fileOutput(path);
  await output.write("a");
  failing("unlinkSync", "EACCES");
  await output.close(false);
  const [part] = readdirSync(folder);
  expect(readFileSync(join(folder, part as string), "utf8")).toBe("");
});

test("a complete file is whole, whether or not its folder keeps the other name", async () => {
  const output = fileOutput(path);
  await output.write("a");
  failing("unlinkSync", "EACCES");
  await output.close(true);
  expect(readFileSync(path, "utf8")).toBe("a");
});

test("a folder that is moved away on the way takes no key with it", async () => {
  const output = fileOutput(path);
  await output.write("a");
  renameSync(folder, `${folder}-moved`);
  await expect(output.close(true)).rejects.toEqual(refused("no such folder"));
  const [part] = readdirSync(`${folder}-moved`);
  expect(readFileSync(join(`${folder}-moved`, part as string), "utf8")).toBe("");
  rmSync(`${folder}-moved`, { recursive: true });
});

test("a folder that is replaced on the way gets no file, and no key stays in the other", async () => {
  const output = fileOutput(path);
  await output.write("a");
  renameSync(folder, `${folder}-moved`);
  mkdirSync(folder);
  await expect(output.close(true)).rejects.toEqual(refused("no such folder"));
  expect(readdirSync(folder)).toEqual([]);
  const [part] = readdirSync(`${folder}-moved`);
  expect(readFileSync(join(`${folder}-moved`, part as string), "utf8")).toBe("");
});

test("no listener stays behind, whatever the end", async () => {
  const count = () => [...SIGNALS, "SIGXFSZ", "exit"].map((name) => process.listenerCount(name));
  const before = count();
  await fileOutput(path).close(true);
  await fileOutput(`${path}2`).close(false);
  expect(() => fileOutput(path)).toThrow();
  expect(() => fileOutput(join(folder, "absent/keys"))).toThrow();
  const output = fileOutput(`${path}3`);
  expect(count()).not.toEqual(before);
  writeFileSync(`${path}3`, "");
  await expect(output.close(true)).rejects.toThrow();
  expect(count()).toEqual(before);
});

test.each(SIGNALS)("%s ends the process", async (signal) => {
  const exit = vi.spyOn(process, "exit").mockImplementation((() => {}) as never);
  const output = fileOutput(path);
  (process as EventEmitter).emit(signal, signal);
  expect(exit.mock.calls).toEqual([[128 + constants.signals[signal as NodeJS.Signals]]]);
  await output.close(false);
});

test("a process that ends early takes the file with it, and only once", async () => {
  const output = fileOutput(path);
  await output.write("a part");
  const close = vi.spyOn(fs, "closeSync");
  (process as EventEmitter).listeners("exit").at(-1)?.(0);
  expect(readdirSync(folder)).toEqual([]);
  await output.close(false);
  expect(close).toHaveBeenCalledTimes(1);
});
