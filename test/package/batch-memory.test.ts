import { execFileSync } from "node:child_process";
import process from "node:process";
import { expect, test } from "vitest";
import { root } from "../../tools/root.js";

const COUNT = 1_000_000;

/** MiB at the peak, beyond a process with the ids and the room for their keys. */
const PROGRAM = `
  const { readFileSync, writeFileSync } = await import("node:fs");
  const { randomUUID } = await import("node:crypto");
  const mebibytes = (name) => Number(readFileSync("/proc/self/status", "utf8").match(name + ":\\\\s+(\\\\d+)")[1]) / 1024;
  // Flat strings, as those of a file, with little garbage that could be used again.
  const ids = [];
  for (let i = 0; i < ${COUNT}; i++) ids.push(Buffer.from(randomUUID(), "latin1").toString("latin1"));
  const out = new Uint8Array(32 * ${COUNT}).fill(1);
  gc();
  writeFileSync("/proc/self/clear_refs", "5"); // the peak is from now on
  const before = mebibytes("VmRSS");
  const { deriveVolumeKeysInto } = await import("@paygress/volume-key");
  deriveVolumeKeysInto(new Uint8Array(32), ids, out);
  console.log(mebibytes("VmHWM") - before);`;

// Linux alone lets a process forget what its peak was.
test.runIf(process.platform === "linux")(
  "a batch of a million ids takes less than 12 MiB beside its ids and keys",
  () => {
    const args = ["--expose-gc", "--input-type=module", "--eval", PROGRAM];
    const printed = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    expect(Number(printed)).toBeGreaterThan(0);
    expect(Number(printed)).toBeLessThan(12);
  },
);
