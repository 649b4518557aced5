/** Imported into the command by `--import`: writes its peak resident memory, in KiB, to the file in PEAK_MEMORY_FILE. */
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";

process.on("exit", () => {
  // Linux counts into maxRSS what the process was before it became this program: a copy of its parent.
  const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : "";
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS;
  const { PEAK_MEMORY_FILE = "" } = process.env;
  writeFileSync(PEAK_MEMORY_FILE, String(peak));
});
