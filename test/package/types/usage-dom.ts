// What users of a browser's types do besides.
import { decodeVolumeEncryption, deriveVolumeKey, deriveVolumeKeys, parseSecretKey } from "@paygress/volume-key";
import { readIdentity } from "@paygress/volume-key/identity";

const secretKey = parseSecretKey("nsec1…");

// WebCrypto takes no bytes over a SharedArrayBuffer, and says so from TypeScript 5.9 on: every key that is returned.
const volumeKeys = deriveVolumeKeys(secretKey, ["workload-a", "workload-b"]);
const encoded: unknown = {};

export async function useKeys() {
  for (const key of [
    secretKey,
    deriveVolumeKey(secretKey, "workload-a"),
    ...volumeKeys,
    decodeVolumeEncryption(encoded),
    await readIdentity(),
  ]) {
    (await crypto.subtle.importKey("raw", key, "AES-CBC", false, ["encrypt"])) satisfies CryptoKey;
    new Blob([key]).size satisfies number;
  }
}
