/**
 * Derives the volume keys of many workloads, without a permission: all that it knows comes in through standard input, the
 * identity in the first line and a workload id in each further one.
 *
 *     { cat ~/.paygress/identity; echo; cat ids.txt; } | deno run derive.ts
 *
 * Prints a line of JSON for each id, with the members of a spawn request.
 */
import { deriveVolumeKeys, encodeVolumeEncryption, parseSecretKey, parseWorkloadId, wipe } from "@paygress/volume-key";

const input = await new Response(Deno.stdin.readable).text();
const [identity = "", ...ids] = input.split(/\r?\n/).filter((line) => line !== "");

const workloadIds = ids.map(parseWorkloadId);
const secretKey = parseSecretKey(identity);
const volumeKeys = deriveVolumeKeys(secretKey, workloadIds);
for (const [i, volumeKey] of volumeKeys.entries()) {
  const volume_encryption = encodeVolumeEncryption(volumeKey);
  console.log(JSON.stringify({ workload_id: workloadIds[i], volume_encryption }));
}
wipe(secretKey, volumeKeys);
