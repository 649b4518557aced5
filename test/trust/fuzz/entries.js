/** Every function of the library that takes something, with what to give it, and what is right where it takes that. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { bech32 } from "@scure/base";
import fc from "fast-check";
import { engine, PLACES } from "./engine.js";
import { anyText, base64Text, iterated, pieces, piecesOf, secretKeyText, workloadId } from "./texts.js";
import { anyShape, keyShape, OWN, valueFrom } from "./values.js";

/**
 * @import { Shape } from "./values.js"
 *
 * @typedef {object} Entry
 * @property {string} name
 * @property {RegExp} codes that it may refuse with
 * @property {number} [share] of the inputs, where each takes long
 * @property {fc.Arbitrary<any>} input
 * @property {(input: any) => unknown} call throws what it refuses, and an `AssertionError` where a result is wrong
 */

const SECRET_KEY = /^secret-key\//;
const DERIVE = /^(secret-key|output)\/(type|length)$|^workload-id\/(type|unicode)$/;

const members = fc.dictionary(fc.string({ maxLength: 5 }), fc.constant(1), { maxKeys: 2 });

/**
 * @template T
 * @param {fc.Arbitrary<T>} right
 * @param {number} weight of it, beside one of anything
 */
const mostly = (right, weight) => fc.oneof({ weight, arbitrary: right }, { weight: 1, arbitrary: anyShape });

/** @param {unknown} input a shape, or what stands for itself */
function made(input) {
  return typeof input === "object" && input !== null && "kind" in input
    ? valueFrom(/** @type {Shape} */ (input))
    : input;
}

/**
 * @param {typeof import("@paygress/volume-key") & typeof import("@paygress/volume-key/identity")} library
 * @param {() => typeof import("@paygress/volume-key")} another library, which has chosen no core yet
 * @param {string} file that may be written
 * @returns {Entry[]}
 */
export function libraryEntries(library, another, file) {
  const ids = mostly(
    fc.array(mostly(workloadId, 40), { maxLength: 40 }).map((all) => ({ all })),
    9,
  );
  const idsOf = (/** @type {any} */ input) => ("all" in input ? input.all.map(made) : made(input));
  return [
    {
      name: "parseSecretKey",
      codes: SECRET_KEY,
      input: mostly(secretKeyText, 20),
      call: (input) => isKeyOf(library.parseSecretKey(made(input)), made(input)),
    },
    {
      name: "parseWorkloadId",
      codes: /^workload-id\//,
      input: mostly(workloadId, 20),
      call(input) {
        isRight(library.parseWorkloadId(made(input)) === made(input));
      },
    },
    {
      name: "deriveVolumeKey",
      codes: DERIVE,
      input: fc.record({ key: keyShape, id: mostly(workloadId, 9) }),
      call({ key, id }) {
        const secretKey = made(key);
        const before = copyOf(secretKey);
        isRight(equal(library.deriveVolumeKey(secretKey, made(id)), keyOf(before, made(id))));
      },
    },
    {
      name: "deriveVolumeKeyInto",
      codes: DERIVE,
      input: fc.record({ key: keyShape, id: mostly(workloadId, 9), out: keyShape, same: fc.nat(9) }),
      call({ key, id, out, same }) {
        const secretKey = made(key);
        const before = copyOf(secretKey);
        const into = same === 0 ? secretKey : made(out);
        library.deriveVolumeKeyInto(secretKey, made(id), into);
        isRight(equal(into, keyOf(before, made(id))));
      },
    },
    {
      name: "deriveVolumeKeys",
      codes: DERIVE,
      input: fc.record({ key: keyShape, ids }),
      call({ key, ids }) {
        const secretKey = made(key);
        const keys = library.deriveVolumeKeys(secretKey, idsOf(ids));
        isRight(keys.every((one, i) => equal(one, keyOf(secretKey, made(ids.all?.[i] ?? "a")))));
      },
    },
    {
      name: "deriveVolumeKeysInto",
      codes: DERIVE,
      input: fc.record({ key: keyShape, ids, out: fc.option(keyShape, { freq: 9 }) }),
      call({ key, ids, out }) {
        const secretKey = made(key);
        const into = out === null ? new Uint8Array(32 * (ids.all?.length ?? 1)) : made(out);
        library.deriveVolumeKeysInto(secretKey, idsOf(ids), into);
        const keys = Array.from({ length: into.length / 32 }, (_, i) => into.subarray(32 * i, 32 * i + 32));
        isRight(keys.every((one, i) => equal(one, keyOf(secretKey, made(ids.all?.[i] ?? "a")))));
      },
    },
    {
      name: "encodeVolumeEncryption",
      codes: /^volume-key\//,
      input: fc.oneof(
        keyShape,
        fc.uint8Array({ minLength: 31, maxLength: 33 }).map((bytes) => ({ bytes })),
      ),
      call(input) {
        const key = "bytes" in input ? input.bytes : made(input);
        const { key_b64 } = library.encodeVolumeEncryption(key);
        isRight(key_b64 === Buffer.from(copyOf(key)).toString("base64url"));
      },
    },
    {
      name: "decodeVolumeEncryption",
      codes: /^volume-encryption\//,
      input: fc.oneof(
        {
          weight: 9,
          arbitrary: fc.record(
            {
              version: mostly(fc.oneof(fc.constant(1), fc.double(), anyText), 9),
              algorithm: mostly(fc.oneof({ weight: 9, arbitrary: fc.constant("luks2-aes-xts") }, anyText), 20),
              key_b64: mostly(base64Text, 9),
            },
            { requiredKeys: ["algorithm", "key_b64"] },
          ),
        },
        { weight: 1, arbitrary: fc.json().map((json) => ({ json })) },
        { weight: 1, arbitrary: anyShape },
      ),
      call(input) {
        const isWire = "key_b64" in input;
        const value = isWire
          ? Object.fromEntries(Object.entries(input).map(([name, one]) => [name, made(one)]))
          : "json" in input
            ? JSON.parse(input.json)
            : made(input);
        isRight(Buffer.from(library.decodeVolumeEncryption(value)).toString("base64url") === input.key_b64);
      },
    },
    {
      name: "withVolumeEncryption",
      codes: /^(request|secret-key)\/|^workload-id\/(?!none)|^random\//,
      input: fc.record({
        request: mostly(
          fc.record(
            { members, workload_id: mostly(fc.option(workloadId), 9), bare: fc.boolean() },
            { requiredKeys: ["members", "bare"] },
          ),
          9,
        ),
        key: fc.oneof(
          { weight: 3, arbitrary: keyShape },
          fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => ({ bytes })),
        ),
      }),
      call({ request, key }) {
        const secretKey = "bytes" in key ? key.bytes : made(key);
        const value =
          "kind" in request
            ? made(request)
            : Object.assign(
                request.bare ? Object.create(null) : {},
                request.members,
                "workload_id" in request && { workload_id: made(request.workload_id) },
              );
        const { workload_id, volume_encryption } = library.withVolumeEncryption(value, secretKey);
        isRight(volume_encryption.key_b64 === keyOf(secretKey, workload_id).toString("base64url"));
        isRight(typeof request.workload_id !== "string" || request.workload_id === workload_id);
      },
    },
    {
      name: "wipe",
      codes: /^secret\/type$/,
      input: fc.array(fc.oneof({ weight: 3, arbitrary: keyShape }, fc.array(keyShape, { maxLength: 3 })), {
        maxLength: 4,
      }),
      call(input) {
        const secrets = input.map((/** @type {any} */ one) => (Array.isArray(one) ? one.map(made) : made(one)));
        library.wipe(...secrets);
        isRight(secrets.flat().every((/** @type {any} */ one) => copyOf(one).every((byte) => byte === 0)));
      },
    },
    {
      name: "useCore",
      codes: /^core\/(type|unavailable)$/,
      input: fc.oneof(
        { weight: 40, arbitrary: fc.constantFrom("auto") },
        { weight: 1, arbitrary: fc.constantFrom("wasm", "js", "module") },
        { weight: 200, arbitrary: mostly(anyText, 1) },
      ),
      call: (input) => library.useCore(input === "module" ? EMPTY_MODULE : made(input)),
    },
    {
      name: "an engine whose WebAssembly throws",
      codes: /^none$/,
      share: 1 / 50,
      input: fc.record({
        place: fc.constantFrom(...PLACES),
        after: fc.constantFrom(0, 1, 70),
        thrown: mostly(anyText, 3),
      }),
      call({ place, after, thrown }) {
        let calls = 0;
        engine.place = place;
        engine.fault = () => {
          if (calls++ >= after) throw made(thrown);
        };
        try {
          const { deriveVolumeKey, deriveVolumeKeys } = another();
          const secretKey = new Uint8Array(32).fill(7);
          for (const id of IDS) isRight(equal(deriveVolumeKey(secretKey, id), keyOf(secretKey, id)));
          isRight(deriveVolumeKeys(secretKey, IDS).every((key, i) => equal(key, keyOf(secretKey, IDS[i] ?? ""))));
        } catch (error) {
          throw error === OWN ? new Error("what the engine throws comes through") : error;
        } finally {
          engine.fault = undefined;
        }
      },
    },
    {
      name: "an engine whose random numbers fail",
      codes: /^random\/unavailable$/,
      input: mostly(
        fc.uint8Array({ maxLength: 17 }).map((bytes) => ({ bytes })),
        3,
      ),
      call(input) {
        engine.random = (array) => {
          if (!("bytes" in input)) throw made(input);
          array.set(input.bytes.subarray(0, 16));
        };
        try {
          isRight(
            /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(library.newWorkloadId()),
          );
        } finally {
          engine.random = undefined;
        }
      },
    },
    {
      name: "readIdentity, the path",
      codes: /^identity\/(missing|unreadable)$/,
      input: mostly(
        anyText.map((text) => `no folder/${text}`),
        1,
      ),
      call: (input) => library.readIdentity(made(input)),
    },
    {
      name: "readIdentity, bytes",
      codes: /^secret-key\/|^identity\/(size|unreadable)$/,
      input: pieces(secretKeyText),
      async call(input) {
        // @ts-expect-error: only a path as yet
        isKeyOf(await library.readIdentity(iterated(piecesOf(input))), input.text);
      },
    },
    {
      name: "readIdentity, the file",
      codes: /^secret-key\/|^identity\/size$/,
      share: 1 / 10,
      input: fc.record({
        text: secretKeyText,
        encoding: fc.constantFrom(.../** @type {const} */ (["utf8", "utf8", "utf8", "latin1", "utf16le"])),
      }),
      async call({ text, encoding }) {
        writeFileSync(file, text, encoding);
        isKeyOf(await library.readIdentity(file), text);
      },
    },
  ];
}

/** More than there are lanes. */
const IDS = ["", "a", "żółw", "x".repeat(200), "deadbeef-cafe", "78e51061-7311-48a3-82ce-6f447ed4d57b"];

const EMPTY_MODULE = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));

/** @param {boolean} right */
function isRight(right) {
  if (!right) throw new Error("the result is wrong");
}

/**
 * @param {Uint8Array} key
 * @param {string} text that it was read from
 */
function isKeyOf(key, text) {
  const trimmed = text.trim().toLowerCase();
  isRight([Buffer.from(key).toString("hex"), bech32.encodeFromBytes("nsec", key)].includes(trimmed));
}

/**
 * @param {Uint8Array} secretKey
 * @param {string} id
 */
function keyOf(secretKey, id) {
  return createHash("sha256").update("paygress-volume-v1\0").update(copyOf(secretKey)).update("\0").update(id).digest();
}

/**
 * @param {unknown} value
 * @returns {Uint8Array} its bytes, whatever it says of its length; none where it is no such array
 */
function copyOf(value) {
  try {
    return Uint8Array.prototype.slice.call(value);
  } catch {
    return new Uint8Array();
  }
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
function equal(one, other) {
  return Buffer.compare(copyOf(one), other) === 0;
}
