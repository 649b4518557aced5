/**
 * An HTTP service that spawns Paygress workloads with encrypted volumes, and spawns them again with the same volume key.
 * It stores the workload ids and no key.
 *
 *     GET  /workloads            every workload
 *     POST /workloads            { template_slug, pod_image, cashu_token }: spawns a new one
 *     POST /workloads/ID/spawn   { cashu_token }: spawns it again
 */
import { randomBytes } from "node:crypto";
import process from "node:process";
import { serve } from "@hono/node-server";
import { newWorkloadId, wipe, withVolumeEncryption } from "@paygress/volume-key";
import { readIdentity } from "@paygress/volume-key/identity";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { decode } from "nostr-tools/nip19";
import { useWebSocketImplementation } from "nostr-tools/relay";
import WebSocket from "ws";
import { ask } from "./messages.js";
import { openWorkloads } from "./workloads.js";

const { RELAY = "ws://127.0.0.1:7777", PROVIDER = "", NIP, DATABASE = "workloads.db" } = process.env;

useWebSocketImplementation(WebSocket); // Node has one of its own from 22 on

const address = decode(PROVIDER);
if (address.type !== "npub") throw new Error(`PROVIDER: expected an npub, got an ${address.type}`);
const provider = address.data;
const nip = NIP === "nip17" ? "nip17" : "nip04";
const workloads = openWorkloads(DATABASE);
const secretKey = await readIdentity(); // ~/.paygress/identity

/**
 * @param {import("./workloads.js").Workload} workload
 * @param {string} cashu_token
 * @returns {Promise<object>} what the provider answers
 */
async function spawn({ id, template_slug, pod_image }, cashu_token) {
  const login = { ssh_username: "user", ssh_password: randomBytes(18).toString("base64url") };
  const spawn = { cashu_token, pod_image, template_slug, workload_id: id, ...login };
  const text = JSON.stringify(withVolumeEncryption(spawn, secretKey));
  const answer = JSON.parse(await ask(RELAY, { secretKey, recipient: provider, text, nip }));
  if (answer.error_type !== undefined) throw new Error(`the provider refused: ${answer.message}`);
  return { workload_id: id, ...login, answer };
}

const app = new Hono();

app.get("/workloads", (c) => c.json(workloads.list()));

app.post("/workloads", async (c) => {
  const { template_slug, pod_image, cashu_token } = await textsOf(c, "template_slug", "pod_image", "cashu_token");
  const workload = { id: newWorkloadId(), template_slug, pod_image };
  workloads.add(workload); // before the request is sent: without the id nobody derives the key again
  return c.json(await spawn(workload, cashu_token), 201);
});

app.post("/workloads/:id/spawn", async (c) => {
  const workload = workloads.find(c.req.param("id"));
  if (workload === undefined) return c.json({ error: "no such workload" }, 404);
  const { cashu_token } = await textsOf(c, "cashu_token");
  return c.json(await spawn(workload, cashu_token));
});

app.onError((error, c) => c.json({ error: error.message }, error instanceof HTTPException ? error.status : 502));

/**
 * @param {import("hono").Context} c
 * @param {string[]} names
 * @returns {Promise<Record<string, string>>} these members of the request's JSON
 */
async function textsOf(c, ...names) {
  const body = await c.req.json().catch(() => null);
  const wrong = names.find((name) => typeof body?.[name] !== "string");
  if (wrong !== undefined) throw new HTTPException(400, { message: `expected ${wrong}, a string` });
  return body;
}

const port = Number(process.env.PORT ?? 3000);
const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}`);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close(() => {
      workloads.close();
      wipe(secretKey);
    });
  });
}
