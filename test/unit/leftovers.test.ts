import { afterEach, describe, expect, it, vi } from "vitest";
import type * as Library from "../../src/index.ts";
import { loadLibrary } from "./core/instances.ts";
import { SECRET_KEY as HEX, key, keyOf, NSEC, recordArrays } from "./helpers.ts";

/** Loaded when the arrays are recorded: it takes its `Uint8Array` then. */
let library: typeof Library;

const OUT_OF_RANGE = "f".repeat(64);
const WIRE = { algorithm: "luks2-aes-xts", key_b64: "hckkw1lxZMSmBYoAWBoisi3lBHJDPS5E_ti2uDV-RM0" };

/** Every secret in the calls below, as hex. */
const SECRETS = [
  Buffer.from(key).toString("hex"),
  Buffer.from(keyOf(key, "a")).toString("hex"),
  Buffer.from(keyOf(key, "b")).toString("hex"),
  HEX,
  OUT_OF_RANGE,
  "1e2feb89414c343c1027c4d1c386bbc4cd613e30d8f16adf91b7584a2265b1f6", // behind the npub and the 33 bytes
  Buffer.from(WIRE.key_b64, "base64url").toString("hex"),
];

/** Calls that hold a secret on their way, each with the arrays that it may leave: what it returns or was given. */
const CALLS: Record<string, () => unknown> = {
  deriveVolumeKey: () => library.deriveVolumeKey(key, "a"),
  "deriveVolumeKey of a long id": () => library.deriveVolumeKey(key, "ż".repeat(1000)),
  deriveVolumeKeyInto: () => {
    const out = new Uint8Array(32);
    library.deriveVolumeKeyInto(key, "a", out);
    return out;
  },
  "deriveVolumeKey of a lone surrogate": () => refused(() => library.deriveVolumeKey(key, "a\ud800")),
  deriveVolumeKeys: () => library.deriveVolumeKeys(key, ["a", "b"]),
  "deriveVolumeKeys of four": () => library.deriveVolumeKeys(key, ["a", "b", "c", "d"]),
  deriveVolumeKeysInto: () => {
    const out = new Uint8Array(64);
    library.deriveVolumeKeysInto(key, ["a", "b"], out);
    return out;
  },
  "parseSecretKey of nsec": () => library.parseSecretKey(NSEC),
  "parseSecretKey of hex": () => library.parseSecretKey(HEX),
  "parseSecretKey out of range": () => refused(() => library.parseSecretKey(OUT_OF_RANGE)),
  "parseSecretKey of an npub": () => {
    return refused(() => library.parseSecretKey("npub1rch7hz2pfs6rcyp8cngu8p4mcnxkz03smrck4hu3kavy5gn9k8mqt7xqkl"));
  },
  "parseSecretKey of 33 bytes": () => {
    return refused(() => library.parseSecretKey("nsec1rch7hz2pfs6rcyp8cngu8p4mcnxkz03smrck4hu3kavy5gn9k8mqqf5kq2y"));
  },
  decodeVolumeEncryption: () => library.decodeVolumeEncryption(WIRE),
  withVolumeEncryption: () => library.withVolumeEncryption({ workload_id: "a" }, key),
};

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe.each(["wasm", "js"] as const)("no array is left with a secret in it, core %s:", (core) => {
  it.each(Object.entries(CALLS))("%s", async (_, call) => {
    const made = recordArrays();
    library = await loadLibrary();
    library.useCore(core);
    made.length = 0;
    const result = call();
    const results = [result].flat();
    expect(made.filter((bytes) => !results.includes(bytes) && holdsSecret(bytes))).toStrictEqual([]);
    expect(made.length).toBeGreaterThan(0);
  });
});

describe("parseSecretKey", () => {
  it.each([
    ["an nsec", NSEC],
    ["an nsec with a wrong character", NSEC.replace("vl0", "vl2")],
    ["33 bytes", "nsec1rch7hz2pfs6rcyp8cngu8p4mcnxkz03smrck4hu3kavy5gn9k8mqqf5kq2y"],
  ])("wipes the characters of %s", async (_, text) => {
    const made = recordArrays();
    library = await loadLibrary();
    made.length = 0;
    try {
      library.parseSecretKey(text);
    } catch {
      // What it is refused for is tested elsewhere.
    }
    const characters = made.filter((bytes) => bytes.length === text.length);
    expect(characters).toStrictEqual([new Uint8Array(text.length)]);
  });
});

describe("readIdentity", () => {
  it("leaves nothing but the key", async () => {
    const made = recordArrays();
    const chunks = (async function* () {
      yield new TextEncoder().encode(`${NSEC}\n`);
    })();
    await loadLibrary();
    const { readIdentity } = await import("../../src/identity.ts");
    const secretKey = await readIdentity(chunks);
    expect(Buffer.from(secretKey).toString("hex")).toBe(HEX);
    expect(made.filter((bytes) => bytes !== secretKey && holdsSecret(bytes))).toStrictEqual([]);
  });
});

/** Whether eight bytes in a row of a secret, or of an nsec's text, are in the array. */
function holdsSecret(bytes: Uint8Array): boolean {
  const hex = Buffer.from(bytes).toString("hex");
  return [...SECRETS, Buffer.from(NSEC).toString("hex")].some((secret) =>
    Array.from({ length: secret.length / 2 - 7 }, (_, i) => secret.slice(2 * i, 2 * i + 16)).some((run) =>
      hex.includes(run),
    ),
  );
}

function refused(call: () => unknown): undefined {
  expect(call).toThrow(library.VolumeKeyError);
}
