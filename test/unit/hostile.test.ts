import { createContext, runInContext } from "node:vm";
import { buildSync } from "esbuild";
import { afterEach, describe, expect, it } from "vitest";
import * as library from "../../src/index.ts";
import { key, keyOf, thrownBy } from "./helpers.ts";

const { deriveVolumeKey, deriveVolumeKeyInto, deriveVolumeKeys, deriveVolumeKeysInto, useCore, wipe } = library;
const { decodeVolumeEncryption, encodeVolumeEncryption, parseSecretKey, withVolumeEncryption } = library;

const NSEC = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";

afterEach(() => {
  useCore("auto");
});

describe("a derivation that the engine terminates", () => {
  it("changes no later key, and the next call clears the memory", () => {
    const options = { bundle: true, format: "iife", globalName: "library", write: false } as const;
    const { outputFiles } = buildSync({ ...options, entryPoints: ["src/index.ts"] });
    const context = createContext({ key, TextEncoder });
    runInContext('const long = "\\u00e9".repeat(5e7);', context);
    runInContext("const { Instance } = WebAssembly; let memory, before;", context);
    runInContext(
      `WebAssembly.Instance = new Proxy(Instance, {
        construct(_, [module]) {
          const instance = new Instance(module);
          memory = new Uint8Array(instance.exports.memory.buffer);
          before = memory.slice();
          return instance;
        }
      });
      ${outputFiles[0]?.text};
      library.useCore("wasm");`,
      context,
    );
    for (let i = 0; i < 10; i++) {
      expect(() => runInContext("library.deriveVolumeKey(key, long)", context, { timeout: 20 + 7 * i })).toThrow(
        /timed out/,
      );
      for (const id of ["a", "78e51061-7311-48a3-82ce-6f447ed4d57b", "x".repeat(100), "é"]) {
        context.id = id;
        const volumeKey: Uint8Array = runInContext("library.deriveVolumeKey(key, id)", context);
        expect(Buffer.from(volumeKey).equals(keyOf(key, id))).toBe(true);
        expect(runInContext("memory.findIndex((byte, i) => byte !== before[i])", context)).toBe(-1);
      }
    }
  });
});

describe.each(["wasm", "js"] as const)("a batch whose ids change the secret key, core %s,", (core) => {
  const detaching = (bytes: Uint8Array) => structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] });
  const shrinking = (bytes: Uint8Array) => (bytes.buffer as ArrayBuffer & { resize(size: number): void }).resize(0);
  const resizable = new (ArrayBuffer as unknown as new (size: number, options: object) => ArrayBuffer)(32, {
    maxByteLength: 64,
  });

  it.each([
    ["detaching it", () => new Uint8Array(32), detaching],
    ["shrinking it", () => new Uint8Array(resizable), shrinking],
  ])("by %s is refused", (_, make, change) => {
    useCore(core);
    for (const batch of [
      deriveVolumeKeys,
      (...args: [Uint8Array, string[]]) => deriveVolumeKeysInto(...args, new Uint8Array(32)),
    ]) {
      if (resizable.byteLength === 0) (resizable as ArrayBuffer & { resize(size: number): void }).resize(32);
      const secretKey = make();
      const ids = [""];
      Object.defineProperty(ids, 0, {
        get() {
          change(secretKey);
          return "a";
        },
      });
      expect(thrownBy(() => batch(secretKey, ids))).toMatchObject({ code: "secret-key/length" });
    }
  });
});

describe("a Uint8Array that lies about its length", () => {
  class Lying extends Uint8Array {
    override get length() {
      return 32;
    }
  }
  const owning = (size: number) => Object.defineProperty(new Uint8Array(size), "length", { value: 32 });

  it.each([
    ["a subclass of 3 bytes", new Lying(3)],
    ["a subclass of 64 bytes", new Lying(64)],
    ["3 bytes with a property", owning(3)],
    ["64 bytes with a property", owning(64)],
  ])("is refused by what it has: %s", (_, bytes) => {
    expect(thrownBy(() => deriveVolumeKey(bytes, "a"))).toMatchObject({ code: "secret-key/length" });
    expect(thrownBy(() => deriveVolumeKeyInto(key, "a", bytes))).toMatchObject({ code: "output/length" });
    expect(thrownBy(() => deriveVolumeKeysInto(key, ["a"], bytes))).toMatchObject({ code: "output/length" });
    expect(thrownBy(() => encodeVolumeEncryption(bytes))).toMatchObject({
      code: "volume-key/length",
      message: expect.stringMatching(/got a Uint8Array of (3|64) bytes$/),
    });
  });
});

describe("RegExp.input and RegExp.lastMatch", () => {
  const legacy = RegExp as unknown as { input: string; lastMatch: string };
  const wire = { algorithm: "luks2-aes-xts", key_b64: "hckkw1lxZMSmBYoAWBoisi3lBHJDPS5E_ti2uDV-RM0" };

  it.each([
    ["an nsec", () => parseSecretKey(NSEC)],
    ["hex", () => parseSecretKey("67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa")],
    ["a bad checksum", () => thrownBy(() => parseSecretKey(NSEC.replace("vl0", "vl2")))],
    ["a damaged nsec", () => thrownBy(() => parseSecretKey(`${NSEC}!`))],
    ["a volume key", () => decodeVolumeEncryption(wire)],
    ["a damaged volume key", () => thrownBy(() => decodeVolumeEncryption({ ...wire, key_b64: `${wire.key_b64}!` }))],
  ])("tell nothing of %s", (_, call) => {
    call();
    expect([legacy.input, legacy.lastMatch]).toStrictEqual(["", ""]);
  });
});

describe("wipe", () => {
  it("wipes what there is beside an array that was transferred", () => {
    const gone = new Uint8Array(32);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    const secretKey = new Uint8Array(32).fill(7);
    wipe(gone, secretKey);
    expect(secretKey).toStrictEqual(new Uint8Array(32));
  });

  it("wipes an array whose own fill does nothing", () => {
    class Keeping extends Uint8Array {
      override fill() {
        return this;
      }
    }
    const secretKey = Keeping.from([1, 2, 3]);
    wipe(secretKey);
    expect(Array.from(secretKey)).toStrictEqual([0, 0, 0]);
  });
});

describe("withVolumeEncryption", () => {
  class Request {
    get workload_id() {
      return "a";
    }
  }

  it.each([
    ["a Map", new Map([["workload_id", "a"]])],
    ["a promise", Promise.resolve({ workload_id: "a" })],
    ["an instance of a class", new Request()],
  ])("refuses %s, whose workload id a copy would miss", (_, request) => {
    expect(thrownBy(() => withVolumeEncryption(request, key))).toMatchObject({ code: "request/type" });
  });

  it.each<[string, (secretKey: Uint8Array) => object]>([
    [
      "a getter",
      (secretKey) => ({
        get workload_id() {
          wipe(secretKey);
          return "a";
        },
      }),
    ],
    [
      "a getter of another member",
      (secretKey) => ({
        workload_id: "a",
        get pod_image() {
          wipe(secretKey);
          return "";
        },
      }),
    ],
    [
      "a proxy",
      (secretKey) =>
        new Proxy(
          { workload_id: "a" },
          {
            ownKeys(request) {
              wipe(secretKey);
              return Reflect.ownKeys(request);
            },
          },
        ),
    ],
  ])("refuses a secret key that %s of the request wipes", (_, requestOf) => {
    const secretKey = key.slice();
    expect(thrownBy(() => withVolumeEncryption(requestOf(secretKey), secretKey))).toMatchObject({
      code: "secret-key/range",
    });
  });

  it("refuses a secret key that was wiped, and one that a subclass hides", () => {
    class Hiding extends Uint8Array {
      override some() {
        return true;
      }
      override every() {
        return false;
      }
      override findIndex() {
        return 0;
      }
    }
    for (const secretKey of [new Uint8Array(32), new Hiding(32), Buffer.alloc(32)]) {
      expect(thrownBy(() => withVolumeEncryption({ workload_id: "a" }, secretKey))).toMatchObject({
        code: "secret-key/range",
      });
      expect(thrownBy(() => encodeVolumeEncryption(secretKey))).toMatchObject({ code: "volume-key/zero" });
    }
  });

  it("takes an object without a prototype", () => {
    const request = Object.assign(Object.create(null), { workload_id: "a" });
    expect(decodeVolumeEncryption(withVolumeEncryption(request, key).volume_encryption)).toStrictEqual(keyOf(key, "a"));
  });

  it("takes no workload id from Object.prototype", () => {
    Object.defineProperty(Object.prototype, "workload_id", { value: "everybody's", configurable: true });
    try {
      expect(withVolumeEncryption({}, key).workload_id).toMatch(/^[0-9a-f-]{36}$/);
    } finally {
      delete (Object.prototype as { workload_id?: string }).workload_id;
    }
  });
});
