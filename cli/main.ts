#!/usr/bin/env node
import process from "node:process";
import { run } from "./run.ts";

// A closed pipe is told to the write that met it; without a listener it would end the process with a stack trace.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});
// Not awaited, so that it can be bundled as CommonJS. A process that ends before `run` has finished exits with 1.
process.exitCode = 1;
run(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
