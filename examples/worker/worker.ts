/**
 * A worker that keeps the secret key away from those who spawn workloads: it takes a spawn request and returns the message
 * for the provider, encrypted and signed, which any relay takes. The caller stores the workload id, then publishes the
 * event. Let only your own workers call it, by a service binding.
 *
 *     GET  /   which core derives
 *     POST /   a spawn request as JSON, with a workload_id or without: { workload_id, event }
 */
import {
  describeCore,
  parseSecretKey,
  useCore,
  VolumeKeyError,
  wipe,
  withVolumeEncryption,
} from "@paygress/volume-key";
import module from "@paygress/volume-key/volume-key.wasm";
import { encrypt } from "nostr-tools/nip04";
import { finalizeEvent } from "nostr-tools/pure";

useCore(module); // workerd compiles no Wasm at run time

interface Env {
  /** The secret key, nsec1…, a secret of the worker. */
  NSEC: string;
  /** The provider's public key in hex. */
  PROVIDER: string;
}

export default {
  async fetch(request: Request, { NSEC, PROVIDER }: Env): Promise<Response> {
    if (request.method === "GET") return Response.json(describeCore());
    if (request.method !== "POST") return new Response(null, { status: 405 });

    const secretKey = parseSecretKey(NSEC);
    try {
      const spawn = withVolumeEncryption((await request.json()) as object, secretKey);
      const event = finalizeEvent(
        {
          kind: 4, // an encrypted direct message (NIP-04), as paygress-cli sends it
          content: encrypt(secretKey, PROVIDER, JSON.stringify(spawn)),
          tags: [
            ["p", PROVIDER],
            ["alt", "Private Message"],
          ],
          created_at: Math.floor(Date.now() / 1000),
        },
        secretKey,
      );
      return Response.json({ workload_id: spawn.workload_id, event });
    } catch (error) {
      // Others may quote the request, and its token.
      const message = error instanceof VolumeKeyError ? error.message : "expected a spawn request as JSON";
      return Response.json({ error: message }, { status: 400 });
    } finally {
      wipe(secretKey);
    }
  },
};
