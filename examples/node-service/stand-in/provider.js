/**
 * Stands in for a Paygress provider: takes spawn requests from the relay, formats their volumes and answers. Any token but an
 * empty one will do, and no container is started. As a backup would, it copies each volume before it is erased for the next tenancy, and
 * its answer tells whether the key of the next request opens the copy.
 */
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { decodeVolumeEncryption, wipe } from "@paygress/volume-key";
import { npubEncode } from "nostr-tools/nip19";
import { generateSecretKey, getPublicKey } from "nostr-tools/pure";
import { Relay, useWebSocketImplementation } from "nostr-tools/relay";
import WebSocket from "ws";
import { listen, seal } from "../messages.js";
import { createVolume, opens } from "./volume.js";

const { RELAY = "ws://127.0.0.1:7777", VOLUMES = "volumes" } = process.env;

useWebSocketImplementation(WebSocket);

mkdirSync(VOLUMES, { recursive: true });
const secretKey = generateSecretKey();
const relay = await Relay.connect(RELAY);
await listen(relay, secretKey, ({ sender, text, nip }) => {
  const answer = JSON.stringify(answerTo(text));
  relay.publish(seal({ secretKey, recipient: sender, text: answer, nip }));
});
console.log(npubEncode(getPublicKey(secretKey)));

/**
 * @param {string} text
 * @returns {object} the reference's `AccessDetailsContent` or `ErrorResponseContent`
 */
function answerTo(text) {
  try {
    const { cashu_token, workload_id, volume_encryption } = JSON.parse(text);
    if (cashu_token === "") return { error_type: "insufficient_payment", message: "the token is empty" };
    return {
      pod_npub: npubEncode(getPublicKey(secretKey)),
      node_port: 22,
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      cpu_millicores: 1000,
      memory_mb: 1024,
      pod_spec_name: "stand-in",
      pod_spec_description: "a volume without a container",
      instructions: [prepareVolume(workload_id, decodeVolumeEncryption(volume_encryption))],
    };
  } catch (error) {
    return { error_type: "invalid_spec", message: String(error) };
  }
}

/**
 * @param {string} workloadId
 * @param {Uint8Array} volumeKey
 */
function prepareVolume(workloadId, volumeKey) {
  const image = join(VOLUMES, `${encodeURIComponent(workloadId)}.luks`);
  const backup = `${image}.backup`;
  try {
    if (!existsSync(image)) {
      createVolume(image, volumeKey);
      return "The volume is new.";
    }
    copyFileSync(image, backup);
    createVolume(image, volumeKey);
    const does = opens(backup, volumeKey) ? "opens" : "does not open";
    return `The volume is new. The key ${does} the backup of the one before.`;
  } finally {
    wipe(volumeKey);
  }
}
