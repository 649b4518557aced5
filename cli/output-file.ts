// FILE of --output gets its name when it is complete, and never in place of another. Until then the keys are in a file beside
// it, which goes away with the process, whatever ends it, unless that cannot be caught (SIGKILL, a power cut). Where a file
// system has no hard links, an empty FILE has the name for a moment before.
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { constants } from "node:os";
import { basename, sep } from "node:path";
import process from "node:process";
import { systemCode } from "../src/identity-file.ts";
import { CliError, reasonAt } from "./errors.ts";
import type { Output } from "./output.ts";
import { printable } from "./printable.ts";

/**
 * The signals that people and systems send, and that end a process which does not catch them. SIGSEGV and its
 * like are left out: the fault would come back as soon as the handler returned. So are SIGPROF and SIGPWR, which V8 and
 * JavaScriptCore use among their threads.
 */
const NAMES = "SIGHUP SIGINT SIGQUIT SIGABRT SIGUSR1 SIGUSR2 SIGALRM SIGTERM SIGXCPU SIGVTALRM SIGIO SIGBREAK";

/** Those that the system has. */
export const SIGNALS = NAMES.split(" ").filter((name) => name in constants.signals) as NodeJS.Signals[];

/** Makes a new file, which its owner alone may read and write. */
export function fileOutput(path: string): Output {
  const attempted = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      const hint = "files are never overwritten; choose another name, or move the file away";
      const reason = reasonAt(path, error, "no such folder");
      throw new CliError(`output ${printable(path)}: ${reason}`, systemCode(error) === "EEXIST" ? hint : undefined);
    }
  };
  attempted(() => {
    // As `open` would refuse it, symbolic links that lead nowhere included.
    if (fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw { code: "EEXIST" };
  });
  if (path.endsWith("/") || path.endsWith(sep))
    throw new CliError(`output ${printable(path)}: is the name of a folder`);
  const part = partBeside(path);
  let file: number | undefined;
  let isPlaced = false;
  const end = (): void => {
    if (file === undefined) return;
    const closing = file;
    file = undefined;
    if (!isPlaced) tried(() => fs.ftruncateSync(closing)); // should its folder keep it
    tried(() => fs.closeSync(closing));
    tried(() => fs.unlinkSync(part)); // its other name, where it has two
  };
  const release = catchEnds(end);
  try {
    file = attempted(() => create(part));
  } catch (error) {
    release();
    throw error;
  }
  return {
    write: async (data) => attempted(() => fs.writeFileSync(file as number, data)),
    close: async (complete) => {
      // Nothing is awaited here, so that no signal comes between.
      try {
        if (complete) attempted(() => place(file as number, part, path));
        isPlaced = complete;
      } finally {
        end();
        release();
      }
    },
  };
}

/** In the same folder, without joining: `a/..` is not the folder `.` where `a` is a link. Short, however long the name is. */
function partBeside(path: string): string {
  const folder = path.slice(0, path.length - basename(path).length);
  return `${folder}.paygress-volume-key-${randomBytes(8).toString("hex")}.partial`;
}

/** Opens a new file. The mask may take from its owner, so the mode is set again; where files have no modes, none is. */
function create(path: string): number {
  const file = fs.openSync(path, "wx", 0o600);
  tried(() => fs.fchmodSync(file, 0o600));
  return file;
}

/** Gives the file its name. */
function place(file: number, part: string, path: string): void {
  fs.fsyncSync(file);
  try {
    fs.linkSync(part, path); // `rename` would overwrite
  } catch (error) {
    if (systemCode(error) === "EEXIST") throw error;
    // Each file system without hard links has another error for it. If it failed for another reason, the next step fails too:
    // an empty file takes the name, and the whole one replaces it at once.
    fs.closeSync(create(path));
    try {
      fs.renameSync(part, path);
    } catch (error) {
      tried(() => fs.unlinkSync(path));
      throw error;
    }
  }
}

/** Has each signal end the process as a shell counts it, by an exit, and each exit call `end`. Returns what undoes that. */
function catchEnds(end: () => void): () => void {
  const listeners = new Map([["exit", end]]);
  for (const signal of SIGNALS) listeners.set(signal, () => process.exit(128 + constants.signals[signal]));
  // A file over the limit of size: the write says so itself, unless the signal ends the process, as it would on Deno.
  if ("SIGXFSZ" in constants.signals) listeners.set("SIGXFSZ", () => {});
  for (const [name, listener] of listeners) process.on(name, listener);
  return () => {
    for (const [name, listener] of listeners) process.off(name, listener);
  };
}

/** Does what it can. */
function tried(action: () => void): void {
  try {
    action();
  } catch {}
}
