/** The vectors as users import them, and the keys that the host has computed. */
import secretKey from "@paygress/volume-key/vectors/secret-key.json" with { type: "json" };
import volumeEncryption from "@paygress/volume-key/vectors/volume-encryption.json" with { type: "json" };
import volumeKey from "@paygress/volume-key/vectors/volume-key-v1.json" with { type: "json" };
import workloadId from "@paygress/volume-key/vectors/workload-id.json" with { type: "json" };
import references from "../references.json" with { type: "json" };

export const vectors = { secretKey, volumeEncryption, volumeKey, workloadId };
export { references };
