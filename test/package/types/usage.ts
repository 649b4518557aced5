// Uses every export as users do. It is compiled against the built declarations by check.js and never run.
import type * as everything from "@paygress/volume-key";
import {
  type CoreChoice,
  type CoreDescription,
  decodeVolumeEncryption,
  deriveVolumeKey,
  deriveVolumeKeyInto,
  deriveVolumeKeys,
  deriveVolumeKeysInto,
  describeCore,
  type EncryptedSpawnPodRequest,
  encodeVolumeEncryption,
  KDF_DOMAIN_V1,
  newWorkloadId,
  parseSecretKey,
  parseWorkloadId,
  type ReplicationMode,
  useCore,
  type VolumeEncryption,
  VolumeKeyError,
  type VolumeKeyErrorCode,
  wipe,
  withVolumeEncryption,
} from "@paygress/volume-key";
import type * as everyIdentity from "@paygress/volume-key/identity";
import { readIdentity } from "@paygress/volume-key/identity";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

// An export that comes or goes must be used here, or no longer.
true satisfies Same<
  keyof typeof everything,
  | "decodeVolumeEncryption"
  | "deriveVolumeKey"
  | "deriveVolumeKeyInto"
  | "deriveVolumeKeys"
  | "deriveVolumeKeysInto"
  | "describeCore"
  | "encodeVolumeEncryption"
  | "KDF_DOMAIN_V1"
  | "newWorkloadId"
  | "parseSecretKey"
  | "parseWorkloadId"
  | "useCore"
  | "VolumeKeyError"
  | "wipe"
  | "withVolumeEncryption"
>;
true satisfies Same<keyof typeof everyIdentity, "readIdentity">;

// Keys are plain Uint8Arrays, going in and coming out.
const secretKey: Uint8Array = parseSecretKey("nsec1…");
const workloadIds: readonly string[] = ["workload-a", "workload-b"];
const volumeKey: Uint8Array = deriveVolumeKey(secretKey, "workload-a");
const volumeKeys: Uint8Array[] = deriveVolumeKeys(secretKey, workloadIds);
deriveVolumeKeyInto(secretKey, "workload-a", volumeKey);
deriveVolumeKeyInto(secretKey, "workload-a", new Uint8Array(new SharedArrayBuffer(64), 32));
deriveVolumeKeysInto(secretKey, workloadIds, new Uint8Array(64));
wipe(secretKey, volumeKey, ...volumeKeys);
wipe(volumeKeys, secretKey, Object.freeze([volumeKey]));
// @ts-expect-error: one level deep
wipe([[secretKey]]);
export const identity: Promise<Uint8Array> = readIdentity();
export const otherIdentity: Promise<Uint8Array> = readIdentity("identity");

// @ts-expect-error: text must be parsed
deriveVolumeKey("nsec1…", "workload-a");
// @ts-expect-error: bytes come as a Uint8Array
deriveVolumeKey([1, 2, 3], "workload-a");
// @ts-expect-error: a workload id is text
deriveVolumeKey(secretKey, new Uint8Array(16));
// @ts-expect-error: it needs somewhere to write to
deriveVolumeKeyInto(secretKey, "workload-a");
// @ts-expect-error: bytes are written, not words
deriveVolumeKeyInto(secretKey, "workload-a", new Uint32Array(8));
// @ts-expect-error: one id is not many
deriveVolumeKeys(secretKey, "workload-a");
// @ts-expect-error: it is not there at once
readIdentity().length;

// Text.
export const tag: string = KDF_DOMAIN_V1;
export const workloadId: string = parseWorkloadId(newWorkloadId());

// The wire object.
const encryption: VolumeEncryption = encodeVolumeEncryption(volumeKey);
encryption.version satisfies 1;
encryption.algorithm satisfies "luks2-aes-xts";
encryption.key_b64 satisfies string;
export const decoded: Uint8Array = decodeVolumeEncryption(JSON.parse("{}") as unknown);
// @ts-expect-error: there is one version
export const nextVersion: VolumeEncryption = { ...encryption, version: 2 };

// The request.
const replication: ReplicationMode = { mode: "warm-standby", standby_providers: ["npub1…"] };
// @ts-expect-error: a warm standby needs its providers
export const noProviders: ReplicationMode = { mode: "warm-standby" };
const request: EncryptedSpawnPodRequest = {
  cashu_token: "cashuB…",
  pod_image: "debian",
  ssh_username: "user",
  ssh_password: "password",
  replication,
};
const sent = withVolumeEncryption(request, secretKey);
sent.workload_id satisfies string;
sent.volume_encryption satisfies VolumeEncryption;
sent.cashu_token satisfies string;
export const sentAgain: EncryptedSpawnPodRequest = withVolumeEncryption(sent, secretKey);

// Any other request keeps its own members.
const own = withVolumeEncryption({ workload_id: "workload-a", image: "debian", cores: 2 }, secretKey);
own.image satisfies string;
own.cores satisfies number;
own.workload_id satisfies string;
// @ts-expect-error: what it has not got is not there
own.memory;
declare const nullable: { workload_id: string | null };
withVolumeEncryption(nullable, secretKey).workload_id satisfies string;
// @ts-expect-error: an id is text
withVolumeEncryption({ workload_id: 7 }, secretKey);

// One that has none yet gets one.
withVolumeEncryption({ image: "debian" }, secretKey).workload_id satisfies string;
withVolumeEncryption({ image: "debian" }, secretKey).image satisfies string;
// @ts-expect-error: a request is an object
withVolumeEncryption("workload-a", secretKey);

// The core.
const choices: CoreChoice[] = ["auto", "wasm", "js"];
for (const choice of choices) useCore(choice);
// @ts-expect-error: there is no such core
useCore("native");
const core: CoreDescription = describeCore();
core.name satisfies "wasm" | "js";
core.reason satisfies string | undefined;

// Errors.
export function explain(error: unknown): string {
  if (!(error instanceof VolumeKeyError)) throw error;
  const code: VolumeKeyErrorCode = error.code;
  switch (code) {
    case "secret-key/checksum":
      return `a slip of the pen: ${error.message}`;
    // @ts-expect-error: there is no such code
    case "secret-key/checksums":
      return "";
    default:
      return new VolumeKeyError(code, "again").name;
  }
}
