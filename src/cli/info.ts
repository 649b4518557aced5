import process from "node:process";
import { deriveVolumeKey, describeCore, useCore } from "../index.ts";
import { VERSION } from "./version.ts";

/** The first test of the reference implementation: 32 bytes of 0x42 and "workload-abc". */
const REFERENCE_KEY = "e86644a9d32636c1d9c9a976f5eddda0f3ffe379d7eeb75c55478493109a42f2";

/** Every length of id up to this one, in bytes, is derived with both cores. */
const MAX_LENGTH = 300;

/** What a bug report needs: a text, and whether the self-test passed. */
export function info(): { text: string; passed: boolean } {
  const { name, reason } = describeCore();
  const problem = selfTest();
  const rows = [
    ["version", VERSION],
    ["runtime", runtime()],
    ["core", reason === undefined ? name : `${name} (${reason})`],
    [
      "self-test",
      problem ?? `passed (the reference's key${name === "js" ? "" : `, and ${MAX_LENGTH + 1} ids by both cores`})`,
    ],
  ];
  const text = rows.map(([title = "", value]) => `${title.padEnd(11)}${value}\n`).join("");
  return { text, passed: problem === undefined };
}

/** Returns what is wrong, or nothing. */
function selfTest(): string | undefined {
  const secretKey = new Uint8Array(32).fill(0x42);
  const keys = (): string[] =>
    ["workload-abc", ...Array.from({ length: MAX_LENGTH + 1 }, (_, length) => "x".repeat(length))].map((id) =>
      deriveVolumeKey(secretKey, id).reduce((hex, byte) => hex + byte.toString(16).padStart(2, "0"), ""),
    );
  const chosen = keys();
  useCore("js");
  const fallback = keys();
  useCore("auto");
  if (chosen[0] !== REFERENCE_KEY)
    return "FAILED: the key is not the reference's; derive nothing with this installation";
  const differs = chosen.findIndex((key, i) => key !== fallback[i]);
  return differs < 0
    ? undefined
    : `FAILED: the cores disagree at ${differs - 1} bytes; derive nothing with this installation`;
}

function runtime(): string {
  const { bun, deno, node } = process.versions as Record<string, string | undefined>;
  const name = bun !== undefined ? `Bun ${bun}` : deno !== undefined ? `Deno ${deno}` : `Node ${node}`;
  return `${name} on ${process.platform} ${process.arch}`;
}
