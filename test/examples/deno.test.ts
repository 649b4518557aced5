import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DENO } from "../../tools/runtimes.js";
import { keyOf, NSEC } from "../fixtures.ts";
import { installExample } from "./install.ts";

const IDS = ["my-workload", "78e51061-7311-48a3-82ce-6f447ed4d57b"];

let example: ReturnType<typeof installExample>;
beforeAll(() => {
  example = installExample("deno");
});
afterAll(() => example.remove());

function deno(args: string[], input: string) {
  const env = { ...process.env, NO_COLOR: "1" };
  const { status, stdout, stderr } = spawnSync(DENO, args, { cwd: example.app, input, env, encoding: "utf8" });
  return { status, stdout, stderr };
}

/** Nothing is granted, and nothing asked for. */
const run = (input: string) => deno(["run", "--quiet", "--no-prompt", "derive.ts"], input);

test("deno check finds nothing", () => {
  expect(deno(["check", "--quiet", "derive.ts"], "")).toEqual({ status: 0, stdout: "", stderr: "" });
});

test("derives the key of each id", () => {
  const lines = IDS.map((workload_id) => {
    const key_b64 = keyOf(workload_id).toString("base64url");
    return `${JSON.stringify({ workload_id, volume_encryption: { version: 1, algorithm: "luks2-aes-xts", key_b64 } })}\n`;
  });
  expect(run(`${NSEC}\n${IDS.join("\n")}\n`)).toEqual({ status: 0, stdout: lines.join(""), stderr: "" });
});

test("prints no key where one of the ids is a mistake", () => {
  const { status, stdout, stderr } = run(`${NSEC}\nmy-workload\nmy-workload \n`);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain("VolumeKeyError: workload id: white space");
  expect(stderr).not.toContain(NSEC);
});
