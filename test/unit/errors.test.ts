import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { jsCore } from "../../src/core/js.ts";
import { readIdentity } from "../../src/identity.ts";
import {
  decodeVolumeEncryption,
  deriveVolumeKey,
  deriveVolumeKeysInto,
  encodeVolumeEncryption,
  newWorkloadId,
  parseSecretKey,
  parseWorkloadId,
  useCore,
  VolumeKeyError,
  type VolumeKeyErrorCode,
  wipe,
  withVolumeEncryption,
} from "../../src/index.ts";
import { temporaryFolder } from "../fixtures.ts";
import { key } from "./helpers.ts";

const folder = temporaryFolder();
const large = join(folder, "large");
writeFileSync(large, "x".repeat(4097));

const object = { version: 1, algorithm: "luks2-aes-xts", key_b64: "hckkw1lxZMSmBYoAWBoisi3lBHJDPS5E_ti2uDV-RM0" };
const untyped = (value: unknown) => value as never;

/** One call and its whole message for every code. A code that is missing here does not compile. */
const MESSAGES: Record<VolumeKeyErrorCode, [call: () => unknown, message: string]> = {
  "secret-key/type": [
    () => deriveVolumeKey(untyped("nsec1…"), "a"),
    "secretKey: expected a Uint8Array of 32 bytes, got a string; parseSecretKey() reads text",
  ],
  "secret-key/length": [
    () => deriveVolumeKey(new Uint8Array(31), "a"),
    "secretKey: expected a Uint8Array of 32 bytes, got a Uint8Array of 31 bytes",
  ],
  "secret-key/encoding": [
    () => parseSecretKey("correct horse"),
    "secret key: it is neither nsec1… nor 64 hex digits, but 13 characters",
  ],
  "secret-key/prefix": [
    () => parseSecretKey("npub1rch7hz2pfs6rcyp8cngu8p4mcnxkz03smrck4hu3kavy5gn9k8mqt7xqkl"),
    "secret key: this is a public key (npub), not an nsec",
  ],
  "secret-key/checksum": [
    () => parseSecretKey("nsec1rch7hz2pfs6rcypqcngu8p4mcnxkz03smrck4hu3kavy5gn9k8mq8gdps2"),
    "secret key: the checksum does not match: at least one character is wrong",
  ],
  "secret-key/range": [
    () => parseSecretKey("0".repeat(64)),
    "secret key: its number is not above 0 and below the order of secp256k1",
  ],
  "workload-id/type": [() => deriveVolumeKey(key, untyped(["a"])), "workloadId: expected a string, got an Array"],
  "workload-id/unicode": [
    () => deriveVolumeKey(key, "abc\ud83d"),
    "workloadId: not Unicode text: a lone surrogate at index 3",
  ],
  "workload-id/empty": [() => parseWorkloadId(""), "workload id: it is empty"],
  "workload-id/control": [() => parseWorkloadId("abc\n"), "workload id: a control character, U+000A, at index 3"],
  "workload-id/space": [() => parseWorkloadId("abc "), "workload id: white space, U+0020, at the end"],
  "volume-key/type": [
    () => encodeVolumeEncryption(untyped(null)),
    "volumeKey: expected a Uint8Array of 32 bytes, got null",
  ],
  "volume-key/length": [
    () => encodeVolumeEncryption(new Uint8Array(64)),
    "volumeKey: expected a Uint8Array of 32 bytes, got a Uint8Array of 64 bytes",
  ],
  "volume-key/zero": [
    () => encodeVolumeEncryption(new Uint8Array(32)),
    "volumeKey: all of its bytes are zero, as after wipe()",
  ],
  "output/type": [
    () => deriveVolumeKeysInto(key, ["a", "b"], untyped(new Uint32Array(16))),
    "out: expected a Uint8Array of 64 bytes, got a Uint32Array",
  ],
  "output/length": [
    () => deriveVolumeKeysInto(key, ["a", "b"], new Uint8Array(32)),
    "out: expected a Uint8Array of 64 bytes, got a Uint8Array of 32 bytes",
  ],
  "request/type": [() => withVolumeEncryption(untyped("a"), key), "request: expected a plain object, got a string"],
  "volume-encryption/type": [
    () => decodeVolumeEncryption({ ...object, version: "1" }),
    "volume encryption: expected version to be a number, got a string",
  ],
  "volume-encryption/version": [
    () => decodeVolumeEncryption({ ...object, version: 2 }),
    "volume encryption: version 2 is unknown, only 1 is known",
  ],
  "volume-encryption/algorithm": [
    () => decodeVolumeEncryption({ ...object, algorithm: "luks1-aes-xts" }),
    "volume encryption: the algorithm is not luks2-aes-xts",
  ],
  "volume-encryption/key": [
    () => decodeVolumeEncryption({ ...object, key_b64: `${object.key_b64}=` }),
    "volume encryption: key_b64 has 44 characters, not 43",
  ],
  "identity/missing": [() => readIdentity(join(folder, "none")), "identity: no such file"],
  "identity/unreadable": [() => readIdentity(folder), "identity: cannot be read (EISDIR)"],
  "identity/size": [() => readIdentity(large), "identity: it is larger than 4096 bytes"],
  "secret/type": [() => wipe(key, untyped("a")), "wipe: expected Uint8Arrays or arrays of them, got a string"],
  "random/unavailable": [
    () => {
      vi.stubGlobal("crypto", undefined);
      newWorkloadId();
    },
    "new workload id: no random bytes from crypto.getRandomValues: this runtime has none",
  ],
  "core/type": [
    () => useCore(untyped("simd")),
    'useCore: expected "auto", "wasm", "js" or a WebAssembly.Module, got another string',
  ],
  "core/unavailable": [
    () => useCore({ [Symbol.toStringTag]: "WebAssembly.Module" }),
    "useCore: this core does not run here: WebAssembly.Instance(): Argument 0 must be a WebAssembly.Module",
  ],
  "core/self-test": [
    () => {
      vi.spyOn(jsCore, "writeKey").mockImplementation(() => {});
      useCore("js");
    },
    "the fallback computes a wrong key",
  ],
};

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  useCore("auto");
});

describe("VolumeKeyError", () => {
  it.each(Object.entries(MESSAGES))("%s says what is the matter", async (code, [call, message]) => {
    const error = await Promise.resolve()
      .then(call)
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(VolumeKeyError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "VolumeKeyError", code, message });
    expect(error).not.toHaveProperty("cause");
    expect(String(error)).toBe(`VolumeKeyError: ${message}`);
  });
});
