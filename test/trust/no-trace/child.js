/**
 * A process that has used a key: makes it, hands it to one function of the library some times, wipes what is its own, tells the
 * parent the key behind a mask, and waits.
 *
 * The arguments: which function, how often, which core, and a file for an identity.
 */
import { Buffer } from "node:buffer";
import { writeFileSync, writeSync } from "node:fs";
import process from "node:process";
import * as library from "@paygress/volume-key";
import { readIdentity } from "@paygress/volume-key/identity";
import { IDS, idOf, maskAt } from "./agreed.js";
import { heldKeys, hexOf, newKey, nsecOf, textOf } from "./own.js";

const { decodeVolumeEncryption, deriveVolumeKey, deriveVolumeKeyInto, deriveVolumeKeys, deriveVolumeKeysInto } =
  library;
const { encodeVolumeEncryption, parseSecretKey, useCore, wipe, withVolumeEncryption } = library;

const [, , what = "", calls = "", core = "", file = ""] = process.argv;
const count = Number(calls);

const key = newKey();
const ids = Array.from({ length: Math.min(count, IDS) }, (_, i) => idOf(i));
const out = new Uint8Array(new ArrayBuffer(32 * ids.length));

/** The functions that take a text make it even where they are never called: it is the caller's. @type {Record<string, () => unknown>} */
const USES = {
  deriveVolumeKey: () => times((id) => wipe(deriveVolumeKey(key, id))),
  deriveVolumeKeyInto: () => times((id) => deriveVolumeKeyInto(key, id, out.subarray(0, 32))),
  deriveVolumeKeys: () => batches(() => wipe(deriveVolumeKeys(key, ids))),
  deriveVolumeKeysInto: () => batches(() => deriveVolumeKeysInto(key, ids, out)),
  "parseSecretKey, hex": () => withText(hexOf(key), (text) => times(() => wipe(parseSecretKey(text)))),
  "parseSecretKey, nsec": () => withText(nsecOf(key), (text) => times(() => wipe(parseSecretKey(text)))),
  "readIdentity, hex": () => withFile(hexOf(key)),
  "readIdentity, nsec": () => withFile(nsecOf(key)),
  encodeVolumeEncryption: () => times(() => JSON.stringify(encodeVolumeEncryption(key))),
  decodeVolumeEncryption: () => {
    const key_b64 = Buffer.from(key.buffer).toString("base64url");
    times(() => wipe(decodeVolumeEncryption({ version: 1, algorithm: "luks2-aes-xts", key_b64 })));
  },
  none: () => {},
  withVolumeEncryption: () => times((workload_id) => JSON.stringify(withVolumeEncryption({ workload_id }, key))),
};

if (core === "wasm" || core === "js") useCore(core);
const held = heldKeys();
const use = USES[what];
if (use === undefined) throw new Error(`no such function: ${what}`);
await use();
const masked = [key, ...held.keys].map((one) => one.map((byte, i) => byte ^ maskAt(i)));
wipe(key, out);
writeSync(1, `${masked.map((one) => Buffer.from(one).toString("hex")).join(" ")}\n`);
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200_000);
if (held.forms.length === 0) throw new Error("nothing was held");

/** @param {(id: string) => void} call */
function times(call) {
  for (let i = 0; i < count; i++) call(/** @type {string} */ (ids[i % IDS]));
}

/** @param {() => void} call */
function batches(call) {
  for (let done = 0; done < count; done += ids.length) call();
}

/**
 * @param {Uint8Array} bytes
 * @param {(text: string) => void} use
 */
function withText(bytes, use) {
  const text = textOf(bytes);
  wipe(bytes);
  use(text);
}

/** @param {Uint8Array} bytes */
async function withFile(bytes) {
  writeFileSync(file, bytes, { mode: 0o600 });
  wipe(bytes);
  for (let i = 0; i < count; i++) wipe(await readIdentity(file));
}
