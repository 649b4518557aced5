/** The resident memory of a batch. Linux alone lets a process forget what its peak was. */
import { spawnSync } from "node:child_process";
import process from "node:process";

const PROGRAM = `
  const { readFileSync, writeFileSync } = await import("node:fs");
  const { randomUUID } = await import("node:crypto");
  const count = Number(process.argv[1]);
  const mebibytes = (name) => Number(readFileSync("/proc/self/status", "utf8").match(name + ":\\\\s+(\\\\d+)")[1]) / 1024;
  // Flat strings, as those of a file, with little garbage that could be used again.
  const ids = [];
  for (let i = 0; i < count; i++) ids.push(Buffer.from(randomUUID(), "latin1").toString("latin1"));
  const out = new Uint8Array(32 * count).fill(1);
  gc();
  writeFileSync("/proc/self/clear_refs", "5"); // the peak is from now on
  const before = mebibytes("VmRSS");
  const { deriveVolumeKeysInto } = await import("@paygress/volume-key");
  deriveVolumeKeysInto(new Uint8Array(32), ids, out);
  console.log(mebibytes("VmHWM") - before);`;

/**
 * @param {number} count ids
 * @returns {number} MiB at the peak beyond a process with the ids and the room for their keys
 */
export function residentMemory(count) {
  const args = ["--expose-gc", "--input-type=module", "--eval", PROGRAM, String(count)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}
