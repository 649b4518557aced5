// FILE of --output appears under its name once it is complete, and never in place of another. Until then the keys are in a
// file beside it, which goes away with the process, whatever ends it, unless that cannot be caught (SIGKILL, a power cut).
import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  openSync,
  readSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { constants } from "node:os";
import { basename, sep } from "node:path";
import process from "node:process";
import { printable } from "../src/printable.ts";
import { reasonAt, systemCode } from "../src/system-error.ts";
import { CliError } from "./errors.ts";
import type { Output } from "./output.ts";

/**
 * The signals that people and systems send, and that end a process which does not catch them. Not those of a fault, such as
 * SIGSEGV, whose cause would be met again; and not SIGPROF and SIGPWR, which V8 and JavaScriptCore use among their threads.
 */
export const SIGNALS = [
  "SIGHUP",
  "SIGINT",
  "SIGQUIT",
  "SIGABRT",
  "SIGUSR1",
  "SIGUSR2",
  "SIGALRM",
  "SIGTERM",
  "SIGXCPU",
  "SIGVTALRM",
  "SIGIO",
  "SIGBREAK",
] as const;

/** Bytes that are copied at a time where a file cannot get its name by a link. */
const PIECE = 65536;

/** Makes a new file, readable and writable by its owner alone. */
export function fileOutput(path: string): Output {
  const attempted = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      const [reason, hint] =
        systemCode(error) === "EEXIST"
          ? ["it exists already", "files are never overwritten; choose another name, or move the file away"]
          : [reasonAt(path, error, "no such folder")];
      throw new CliError(`output ${printable(path)}: ${reason}`, hint);
    }
  };
  attempted(() => refuseExisting(path));
  if (path.endsWith("/") || path.endsWith(sep))
    throw new CliError(`output ${printable(path)}: is the name of a folder`);
  const part = partBeside(path);
  const file = attempted(() => create(part));
  let isPlaced = false;
  let isOpen = true;
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    remove(file, part, { emptied: !isPlaced });
  };
  const ignore = catchSignals();
  process.once("exit", end);
  return {
    write: async (data) => attempted(() => writeFileSync(file, data)),
    close: async (complete) => {
      // Nothing is awaited here, so that no signal comes between.
      try {
        if (complete) isPlaced = attempted(() => place(file, part, path));
      } finally {
        end();
        process.off("exit", end);
        ignore();
      }
    },
  };
}

/** As `open` would refuse it, symbolic links that lead nowhere included. */
function refuseExisting(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw Object.assign(new Error(), { code: "EEXIST" });
}

/** In the same folder, without joining: `a/..` is not the folder `.` where `a` is a link. Short, however long the name is. */
function partBeside(path: string): string {
  const folder = path.slice(0, path.length - basename(path).length);
  return `${folder}.paygress-volume-key-${randomBytes(8).toString("hex")}.partial`;
}

/** Opens a new file. The mask may take from its owner, so the mode is set again; where files have no modes, none is. */
function create(path: string): number {
  const file = openSync(path, "wx+", 0o600);
  tried(() => fchmodSync(file, 0o600));
  return file;
}

/** Gives the file its name. Returns whether it is the same file, under two names: else it is a copy. */
function place(file: number, part: string, path: string): boolean {
  fsyncSync(file);
  try {
    linkSync(part, path); // `rename` would overwrite
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") throw error;
    // Each file system without hard links has another error for it. What else is the matter stops the copy too.
    copy(file, path);
    return false;
  }
}

function copy(file: number, path: string): void {
  const target = create(path);
  const piece = new Uint8Array(new ArrayBuffer(PIECE));
  try {
    for (let position = 0; ; ) {
      const size = readSync(file, piece, 0, PIECE, position);
      if (size === 0) break;
      writeFileSync(target, piece.subarray(0, size));
      position += size;
    }
    fsyncSync(target);
    closeSync(target);
  } catch (error) {
    remove(target, path, { emptied: true });
    throw error;
  } finally {
    piece.fill(0);
  }
}

/** Closes the file and takes this name from it; emptied first, should its folder keep it. */
function remove(file: number, path: string, { emptied }: { emptied: boolean }): void {
  if (emptied) tried(() => ftruncateSync(file));
  tried(() => closeSync(file));
  tried(() => unlinkSync(path));
}

/** Has each signal end the process as a shell counts it, by an exit that is heard of. Returns what undoes that. */
function catchSignals(): () => void {
  const undo = SIGNALS.filter((signal) => signal in constants.signals).map((signal) => {
    const exit = (): never => process.exit(128 + constants.signals[signal]);
    process.on(signal, exit);
    return () => process.off(signal, exit);
  });
  // A file over the limit of size: the write says so itself, unless the signal ends the process, as it would on Deno.
  const survive = (): void => {};
  if ("SIGXFSZ" in constants.signals) process.on("SIGXFSZ", survive);
  return () => {
    for (const one of undo) one();
    process.off("SIGXFSZ", survive);
  };
}

/** Does what it can. */
function tried(action: () => void): void {
  try {
    action();
  } catch {}
}
