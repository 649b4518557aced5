/** What reads and writes keys and ids, and what wipes them. */
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { copyOf, isKeyOf, isRight, keyOf, made, mostly } from "./judge.js";
import { anyText, base64Text, secretKeyText, workloadId } from "./texts.js";
import { anyShape, keyShape } from "./values.js";

/** @import { Entry, Library } from "./judge.js" */

const members = fc.dictionary(fc.string({ maxLength: 5 }), fc.constant(1), { maxKeys: 2 });

/**
 * @param {Library} library
 * @returns {Entry[]}
 */
export function formatEntries(library) {
  return [
    {
      name: "parseSecretKey",
      codes: /^secret-key\//,
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
      codes: /^(request|secret-key|workload-id)\//,
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
  ];
}
