import { execFileSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../tools/root.js";
import { keyOf, NSEC } from "../fixtures.ts";
import { importFrom, installExample } from "./install.ts";
import { type Program, start, stopAll } from "./program.ts";

const TSC = join(root, "node_modules/typescript/bin/tsc");
const PROVIDER_KEY = new Uint8Array(32).fill(0x11);

let example: ReturnType<typeof installExample>;
let worker: Program;
let url: string;

beforeAll(async () => {
  example = installExample("worker");
  const { app } = example;
  execFileSync("npm", ["run", "--silent", "build"], { cwd: app, stdio: "pipe" });
  const { getPublicKey } = await importFrom(app, "nostr-tools/pure");
  const env = { NSEC, PROVIDER: getPublicKey(PROVIDER_KEY) };
  // The port is one that is free, and told in the first line.
  const options = ["--socket-addr=http=127.0.0.1:0", "--control-fd=1"];
  worker = await start(["node_modules/.bin/workerd", "serve", "workerd.capnp", ...options], app, env);
  url = `http://127.0.0.1:${JSON.parse(worker.line).port}/`;
});

afterAll(async () => {
  await stopAll();
  example.remove();
});

const post = (body: string) => fetch(url, { method: "POST", body });

test("its types are right", () => {
  execFileSync(process.execPath, [TSC, "--project", example.app]);
});

test("derives with the Wasm module that was handed in", async () => {
  expect(await (await fetch(url)).json()).toEqual({ name: "wasm" });
});

test("returns an event that only the provider can read, with the volume key", async () => {
  const response = await post(JSON.stringify({ cashu_token: "cashuB", workload_id: "my-workload" }));
  const text = await response.text();
  const key_b64 = keyOf("my-workload").toString("base64url");
  expect(text).not.toContain(key_b64);
  const { workload_id, event } = JSON.parse(text);
  expect(workload_id).toBe("my-workload");

  const { verifyEvent } = await importFrom(example.app, "nostr-tools/pure");
  const { decrypt } = await importFrom(example.app, "nostr-tools/nip04");
  expect(verifyEvent(event)).toBe(true);
  expect(JSON.parse(decrypt(PROVIDER_KEY, event.pubkey, event.content))).toEqual({
    cashu_token: "cashuB",
    workload_id: "my-workload",
    volume_encryption: { version: 1, algorithm: "luks2-aes-xts", key_b64 },
  });
});

test("refuses a workload id that is a mistake, and what is no JSON", async () => {
  const response = await post(JSON.stringify({ workload_id: "my-workload " }));
  expect([response.status, await response.json()]).toEqual([
    400,
    { error: "workload id: white space, U+0020, at the end" },
  ]);
  expect(await (await post("cashuB")).json()).toEqual({ error: "expected a spawn request as JSON" });
});
