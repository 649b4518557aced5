/**
 * An HTTP service that spawns Paygress workloads with encrypted volumes, and spawns them again with the same volume key.
 * It stores the workload ids and no key.
 *
 *     GET  /workloads            every workload
 *     POST /workloads            { template_slug, pod_image, cashu_token }: spawns a new one
 *     POST /workloads/ID/spawn   { cashu_token }: spawns it again
 */
import { randomBytes } from "node:crypto";
import { type EncryptedSpawnPodRequest, newWorkloadId, wipe, withVolumeEncryption } from "@paygress/volume-key";
import { readIdentity } from "@paygress/volume-key/identity";
import { decode } from "nostr-tools/nip19";
import { ask } from "./messages.js";
import { openWorkloads, type Workload } from "./workloads.ts";

const { PORT = "3000", RELAY = "ws://127.0.0.1:7777", PROVIDER = "", NIP, DATABASE = "workloads.db" } = Bun.env;

const address = decode(PROVIDER);
if (address.type !== "npub") throw new Error(`PROVIDER: expected an npub, got an ${address.type}`);
const provider = address.data;
const nip = NIP === "nip17" ? "nip17" : "nip04";
const workloads = openWorkloads(DATABASE);
const secretKey = await readIdentity(); // ~/.paygress/identity

/** Returns what the provider answers. */
async function spawn({ id, template_slug, pod_image }: Workload, cashu_token: string) {
  const login = { ssh_username: "user", ssh_password: randomBytes(18).toString("base64url") };
  const spawn: EncryptedSpawnPodRequest = { cashu_token, pod_image, template_slug, workload_id: id, ...login };
  const text = JSON.stringify(withVolumeEncryption(spawn, secretKey));
  const answer = JSON.parse(await ask(RELAY, { secretKey, recipient: provider, text, nip }));
  if (answer.error_type !== undefined) throw new Error(`the provider refused: ${answer.message}`);
  return { workload_id: id, ...login, answer };
}

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: Number(PORT),
  routes: {
    "/workloads": {
      GET: () => Response.json(workloads.list()),
      async POST(request) {
        const body = await textsOf(request, "template_slug", "pod_image", "cashu_token");
        if (body instanceof Response) return body;
        const { template_slug, pod_image, cashu_token } = body;
        const workload = { id: newWorkloadId(), template_slug, pod_image };
        workloads.add(workload); // before the request is sent: without the id nobody derives the key again
        return Response.json(await spawn(workload, cashu_token), { status: 201 });
      },
    },
    "/workloads/:id/spawn": {
      async POST(request) {
        const workload = workloads.find(request.params.id);
        if (workload === null) return problem(404, "no such workload");
        const body = await textsOf(request, "cashu_token");
        if (body instanceof Response) return body;
        return Response.json(await spawn(workload, body.cashu_token));
      },
    },
  },
  error: ({ message }) => problem(502, message),
});
console.log(server.url.origin);

function problem(status: number, error: string) {
  return Response.json({ error }, { status });
}

/** Returns these members of the request's JSON, or what is wrong with it. */
async function textsOf<Name extends string>(
  request: Request,
  ...names: Name[]
): Promise<Record<Name, string> | Response> {
  const body = (await request.json().catch(() => null)) as Record<Name, string> | null;
  const wrong = names.find((name) => typeof body?.[name] !== "string");
  return body === null || wrong !== undefined ? problem(400, `expected ${wrong}, a string`) : body;
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    await server.stop();
    workloads.close();
    wipe(secretKey);
  });
}
