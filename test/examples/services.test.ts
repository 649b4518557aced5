import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../tools/root.js";
import { BUN } from "../../tools/runtimes.js";
import { keyOf, NSEC, SECRET_KEY } from "../fixtures.ts";
import { installExample } from "./install.ts";
import { start, stopAll } from "./program.ts";

const TSC = join(root, "node_modules/typescript/bin/tsc");

/** Debian keeps cryptsetup in a folder that a normal user's PATH leaves out. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
const installed = spawnSync("cryptsetup", ["--version"], { env }).status === 0;
const MISSING = "the services were not run: they need cryptsetup; to get it: apt-get install cryptsetup-bin";
if (!installed) {
  if (process.env.VOLUME_KEY_REQUIRE_ALL === "1") throw new Error(MISSING);
  console.warn(MISSING);
}

const SPAWN = { template_slug: "nostr-relay", pod_image: "dockurr/strfry:latest", cashu_token: "cashuB" };
const NEW = "The volume is new.";
const OPENED = "The volume is new. The key opens the backup of the one before.";

describe.skipIf(!installed)("a service, a relay and a stand-in provider", () => {
  let node: ReturnType<typeof installExample>;
  let bun: ReturnType<typeof installExample>;
  let work: string;
  let relay: string;
  let provider: string;

  beforeAll(async () => {
    node = installExample("node-service");
    bun = installExample("bun-service");
    work = mkdtempSync(join(tmpdir(), "volume-key-services-"));
    cpSync(join(root, "examples/identity"), join(work, ".paygress/identity"));
    ({ line: relay } = await start([process.execPath, "stand-in/relay.js"], node.app, { PORT: "0" }));
    const VOLUMES = join(work, "volumes");
    ({ line: provider } = await start([process.execPath, "stand-in/provider.js"], node.app, { RELAY: relay, VOLUMES }));
  }, 300_000);

  afterAll(async () => {
    await stopAll();
    node.remove();
    bun.remove();
    rmSync(work, { recursive: true });
  });

  test("the messages are the same in both examples", () => {
    const [one, other] = [node, bun].map(({ app }) => readFileSync(join(app, "messages.js"), "utf8"));
    expect(one).toBe(other);
  });

  test("the types are right", () => {
    execFileSync(process.execPath, [TSC, "--project", bun.app]);
    // JavaScript, with the types that its libraries have.
    const options = ["--noEmit", "--checkJs", "--strict", "--noImplicitAny", "false", "--skipLibCheck"];
    const types = ["--types", "node", "--typeRoots", join(root, "node_modules/@types")];
    const target = ["--target", "es2022", "--module", "nodenext"];
    const files = ["service.js", "stand-in/relay.js", "stand-in/provider.js"];
    execFileSync(process.execPath, [TSC, ...options, ...types, ...target, ...files], { cwd: node.app });
  });

  describe.each([
    ["Node, Hono and better-sqlite3", () => ({ app: node.app, command: [process.execPath, "service.js"] })],
    ["Bun and bun:sqlite", () => ({ app: bun.app, command: [BUN, "service.ts"] })],
  ])("on %s", (_, program) => {
    async function startService(settings: Record<string, string>) {
      const { app, command } = program();
      const DATABASE = join(work, `${command.at(-1)}.db`);
      const common = { HOME: work, PORT: "0", RELAY: relay, PROVIDER: provider, DATABASE };
      const { line, stop } = await start(command, app, { ...common, ...settings });
      const post = async (path: string, body: object) => {
        const response = await fetch(line + path, { method: "POST", body: JSON.stringify(body) });
        return { status: response.status, body: await response.json() };
      };
      return { stop, post, list: async () => (await fetch(`${line}/workloads`)).json(), DATABASE };
    }

    test("stores the workload id before the request is sent", async () => {
      const { post, list, stop } = await startService({ RELAY: "ws://127.0.0.1:1" });
      expect(await post("/workloads", SPAWN)).toEqual({
        status: 502,
        body: { error: "ws://127.0.0.1:1: no connection" },
      });
      expect(await list()).toEqual([
        {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          template_slug: "nostr-relay",
          pod_image: "dockurr/strfry:latest",
        },
      ]);
      expect(await stop()).toBe(0);
    });

    test("spawns a workload, and after a restart again with the same key", async () => {
      const first = await startService({ NIP: "nip04" });
      const { status, body } = await first.post("/workloads", SPAWN);
      expect([status, body.answer?.instructions]).toEqual([201, [NEW]]);
      expect(await first.stop()).toBe(0);

      const image = join(work, "volumes", `${body.workload_id}.luks`);
      const key = keyOf(body.workload_id);
      expect(opens(image, key)).toBe(true);
      expect(opens(image, keyOf(`${body.workload_id}.`))).toBe(false);
      const before = uuidOf(image);

      const second = await startService({ NIP: "nip17" });
      const again = await second.post(`/workloads/${body.workload_id}/spawn`, { cashu_token: "cashuB" });
      expect([again.status, again.body.answer?.instructions]).toEqual([200, [OPENED]]);
      expect(await second.stop()).toBe(0);

      expect(uuidOf(`${image}.backup`)).toBe(before);
      expect(uuidOf(image)).not.toBe(before);
      expect(opens(`${image}.backup`, key)).toBe(true);
      expect(opens(image, key)).toBe(true);

      // The database has the id, and neither key.
      const stored = readFileSync(second.DATABASE);
      expect(stored.includes(body.workload_id)).toBe(true);
      for (const secret of [NSEC, SECRET_KEY, key.toString("base64url"), key.toString("hex")]) {
        expect(stored.includes(secret)).toBe(false);
      }
      expect(stored.includes(key)).toBe(false);
    });

    test("says what it refuses, and what the provider does", async () => {
      const { post, stop } = await startService({});
      expect(await post("/workloads", { ...SPAWN, cashu_token: 1 })).toEqual({
        status: 400,
        body: { error: "expected cashu_token, a string" },
      });
      expect(await post("/workloads/unknown/spawn", SPAWN)).toEqual({
        status: 404,
        body: { error: "no such workload" },
      });
      expect(await post("/workloads", { ...SPAWN, cashu_token: "" })).toEqual({
        status: 502,
        body: { error: "the provider refused: the token is empty" },
      });
      expect(await stop()).toBe(0);
    });
  });

  test("the relay has seen each message, and no secret", async () => {
    const WebSocket = createRequire(join(node.app, "package.json"))("ws");
    const socket = new WebSocket(relay);
    const events: { kind: number }[] = [];
    await new Promise<void>((resolve, reject) => {
      socket.on("error", reject);
      socket.on("open", () => socket.send(JSON.stringify(["REQ", "all", {}])));
      socket.on("message", (data: Buffer) => {
        const [type, , event] = JSON.parse(data.toString());
        if (type === "EVENT") events.push(event);
        else resolve();
      });
    });
    socket.close();
    // Of two services: two requests by NIP-04 and one by NIP-17, with an answer to each.
    const kinds = events.map(({ kind }) => kind);
    expect([4, 1059].map((kind) => kinds.filter((other) => other === kind).length)).toEqual([8, 4]);
    expect(kinds.length).toBe(12);
    expect(JSON.stringify(events)).not.toMatch(/volume_encryption|key_b64|cashuB/);
  });
});

function opens(image: string, volumeKey: Uint8Array): boolean {
  const { status } = spawnSync("cryptsetup", ["open", "--test-passphrase", "--key-file=-", image], {
    input: volumeKey,
    env,
  });
  if (status !== 0 && status !== 2) throw new Error(`cryptsetup ended with ${status}, ${existsSync(image)}`);
  return status === 0;
}

function uuidOf(image: string): string {
  return execFileSync("cryptsetup", ["luksUUID", image], { env, encoding: "utf8" });
}
