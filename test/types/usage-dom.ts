// What users of a browser's types do besides.
import {
  decodeVolumeEncryption,
  deriveVolumeKey,
  deriveVolumeKeys,
  parseSecretKey,
  useCore,
} from "@paygress/volume-key";
import { readIdentity } from "@paygress/volume-key/identity";
import scalar from "@paygress/volume-key/volume-key.wasm";
import x4 from "@paygress/volume-key/volume-key-x4.wasm";

const secretKey = parseSecretKey("nsec1…");

// WebCrypto takes no bytes over a SharedArrayBuffer, and says so from TypeScript 5.9 on: every key that is returned.
const volumeKeys = deriveVolumeKeys(secretKey, ["workload-a", "workload-b"]);
const encoded: unknown = {};
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

// Modules that the runtime has compiled.
scalar satisfies WebAssembly.Module;
useCore({ scalar });
useCore({ scalar, x4 });
// @ts-expect-error: a module, not its name
useCore({ scalar: undefined });
