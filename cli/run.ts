import { systemCode } from "../src/identity-file.ts";
import { newWorkloadId } from "../src/index.ts";
import { parseCommand } from "./args.ts";
import { derive } from "./derive.ts";
import { explain } from "./errors.ts";
import { HELP } from "./help.ts";
import { info } from "./info.ts";
import { type Io, say, streamOutput } from "./output.ts";
import { VERSION } from "./version.ts";

/**
 * Runs one command: the result to standard output, anything else to standard error.
 *
 * @returns the exit code: 0 done, 1 failed, 2 used wrongly
 */
export async function run(args: readonly string[], io: Io): Promise<0 | 1 | 2> {
  try {
    return await execute(args, io);
  } catch (error) {
    // Whoever read the output has gone, as `head` does: there is nobody to tell.
    if (systemCode(error) === "EPIPE") return 1;
    const { message, hint, exitCode } = explain(error);
    await say(io.stderr, `error: ${message}`, hint);
    return exitCode;
  }
}

async function execute(args: readonly string[], io: Io): Promise<0 | 1> {
  const command = parseCommand(args);
  const print = streamOutput(io.stdout).write;
  if (command.name === "info") {
    const { text, passed } = info();
    await (passed ? print : streamOutput(io.stderr).write)(text); // a report of a failure is no result
    return passed ? 0 : 1;
  }
  if (command.name === "derive") await derive(command, io);
  if (command.name === "new-id") await print(`${newWorkloadId()}\n`);
  if (command.name === "help") await print(HELP);
  if (command.name === "version") await print(`${VERSION}\n`);
  return 0;
}
