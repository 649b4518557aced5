import { Buffer } from "node:buffer";
import process from "node:process";
import { deriveVolumeKey, deriveVolumeKeys, describeCore, useCore } from "../src/index.ts";
import { VERSION } from "./version.ts";

/** The first test of the reference implementation: 32 bytes of 0x42 and "workload-abc". */
const REFERENCE_KEY = "e86644a9d32636c1d9c9a976f5eddda0f3ffe379d7eeb75c55478493109a42f2";

/** Every length of id up to this one, in bytes, is derived with both cores, and in a batch. */
const MAX_LENGTH = 300;

/** What a bug report needs: a text, and whether the self-test passed. */
export function info(): { text: string; passed: boolean } {
  // Afterwards, since a core that fails the self-test's batch is given up.
  const problem = selfTest();
  const { name, reason } = describeCore();
  const compared = name === "js" ? "" : `; ${MAX_LENGTH + 1} ids by both cores, also in a batch`;
  const rows = [
    ["version", VERSION],
    ["runtime", runtime()],
    ["core", `${name}${reason === undefined ? "" : ` (${reason})`}`],
    ["self-test", problem ?? `passed (the reference's key${compared})`],
  ];
  const text = rows.map(([title = "", value]) => `${title.padEnd(11)}${value}\n`).join("");
  return { text, passed: problem === undefined };
}

/** Returns what is wrong, or nothing. */
function selfTest(): string | undefined {
  const secretKey = new Uint8Array(32).fill(0x42);
  const hex = (key: Uint8Array): string => Buffer.from(key).toString("hex");
  const one = (id: string): string => hex(deriveVolumeKey(secretKey, id));
  const failed = (what: string): string => `FAILED: ${what}; derive nothing with this installation`;
  if (one("workload-abc") !== REFERENCE_KEY) return failed("the key is not the reference's");

  const ids = Array.from({ length: MAX_LENGTH + 1 }, (_, length) => "x".repeat(length));
  const chosen = ids.map(one);
  const batch = deriveVolumeKeys(secretKey, ids).map(hex);
  useCore("js");
  const differs = ids.findIndex((id, i) => chosen[i] !== batch[i] || chosen[i] !== one(id));
  useCore("auto");
  return differs < 0 ? undefined : failed(`the cores disagree at ${differs} bytes`);
}

function runtime(): string {
  const { bun, deno, node } = process.versions as Record<string, string | undefined>;
  const name = bun !== undefined ? `Bun ${bun}` : deno !== undefined ? `Deno ${deno}` : `Node ${node}`;
  return `${name} on ${process.platform} ${process.arch}`;
}
