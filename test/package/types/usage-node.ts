// What users of Node's types do besides.
import { createSecretKey, type KeyObject, webcrypto } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { deriveVolumeKey, useCore, wipe } from "@paygress/volume-key";
import { readIdentity } from "@paygress/volume-key/identity";

export async function useKeys() {
  const secretKey = await readIdentity();
  const volumeKey = deriveVolumeKey(secretKey, "workload-a");

  // A Buffer is a Uint8Array, and the other way round where Node takes bytes.
  const buffer: Buffer = Buffer.from(secretKey);
  deriveVolumeKey(buffer, "workload-a");
  wipe(buffer);
  (await webcrypto.subtle.importKey("raw", volumeKey, "AES-CBC", false, ["encrypt"])) satisfies webcrypto.CryptoKey;
  createSecretKey(volumeKey) satisfies KeyObject;
  await writeFile("key", volumeKey, { mode: 0o600, flag: "wx" });
}

// Node's types know no WebAssembly, so a module is any object.
declare const wasm: object;
useCore(wasm);
