/** @import { Case, Environment, Library } from "./suite.js" */
import { equal, fromHex, thrownBy, toHex } from "./check.js";

/** The identity of the examples: its text, and the key in it. */
export const NSEC = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
export const SECRET_KEY = "67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa";

const WORKLOAD_ID = "78e51061-7311-48a3-82ce-6f447ed4d57b";

/**
 * What the API promises beyond the vectors.
 *
 * @param {Library} library
 * @param {Environment} environment
 * @returns {Case[]}
 */
export function apiCases(library, { foreign, noRandom }) {
  const { deriveVolumeKey, deriveVolumeKeyInto, deriveVolumeKeys, deriveVolumeKeysInto } = library;
  const { parseSecretKey, parseWorkloadId } = library;
  const { encodeVolumeEncryption, decodeVolumeEncryption, withVolumeEncryption } = library;
  const secretKey = fromHex(SECRET_KEY);
  const volumeKey = deriveVolumeKey(secretKey, WORKLOAD_ID);

  /** Every function that returns a key. */
  const keys = {
    deriveVolumeKey: () => deriveVolumeKey(secretKey, WORKLOAD_ID),
    deriveVolumeKeys: () => deriveVolumeKeys(secretKey, [WORKLOAD_ID])[0] ?? new Uint8Array(),
    "parseSecretKey of hex": () => parseSecretKey(SECRET_KEY),
    "parseSecretKey of nsec": () => parseSecretKey(NSEC),
    decodeVolumeEncryption: () => decodeVolumeEncryption(encodeVolumeEncryption(volumeKey)),
  };

  /** Every kind of array that holds the secret key. @type {Record<string, Uint8Array>} */
  const arrays = { "a Uint8Array": secretKey.slice() };
  const large = new Uint8Array(100).fill(0xee);
  large.set(secretKey, 7);
  arrays["a subarray of a larger buffer"] = large.subarray(7, 39);
  const { Buffer } = /** @type {{ Buffer?: { from(bytes: Uint8Array): Uint8Array } }} */ (globalThis);
  if (Buffer !== undefined) arrays["a Buffer"] = Buffer.from(secretKey);
  if (foreign !== undefined) arrays["a Uint8Array of another realm"] = foreign("Uint8Array", secretKey);
  if (typeof SharedArrayBuffer !== "undefined") {
    const shared = new Uint8Array(new SharedArrayBuffer(32));
    shared.set(secretKey);
    arrays["a Uint8Array of shared memory"] = shared;
  }
  if (typeof WebAssembly !== "undefined") {
    const { buffer } = new WebAssembly.Memory({ initial: 1 });
    const memory = new Uint8Array(buffer, 0x1235, 32);
    memory.set(secretKey);
    arrays["a Uint8Array of Wasm memory"] = memory;
  }

  return [
    ...Object.entries(keys).map(([name, make]) => ({
      name: `${name} returns a fresh Uint8Array over 32 bytes of its own`,
      run() {
        const [first, second] = [make(), make()];
        equal(Object.prototype.toString.call(first), "[object Uint8Array]", "type");
        equal(first.constructor, Uint8Array, "class");
        equal(first.length, 32, "length");
        equal(first.byteOffset, 0, "byteOffset");
        equal(first.buffer.byteLength, 32, "bytes of the buffer");
        equal(first.buffer === second.buffer, false, "two results share memory");
        const before = toHex(second);
        first.fill(0);
        equal(toHex(second), before, "the second result after the first was wiped");
        equal(toHex(make()), before, "a third result");
      },
    })),
    ...Object.entries(arrays).map(([name, array]) => ({
      name: `${name} is accepted as a key and as output, and left as it is`,
      run() {
        const before = toHex(new Uint8Array(large));
        equal(toHex(deriveVolumeKey(array, WORKLOAD_ID)), toHex(volumeKey), "deriveVolumeKey");
        equal(toHex(deriveVolumeKeys(array, [WORKLOAD_ID])[0] ?? array), toHex(volumeKey), "deriveVolumeKeys");
        const request = withVolumeEncryption({ workload_id: WORKLOAD_ID }, array);
        equal(toHex(decodeVolumeEncryption(request.volume_encryption)), toHex(volumeKey), "withVolumeEncryption");
        equal(toHex(decodeVolumeEncryption(encodeVolumeEncryption(array))), SECRET_KEY, "encodeVolumeEncryption");
        equal(toHex(array), SECRET_KEY, "the argument afterwards");
        equal(toHex(large), before, "what lies around it");

        deriveVolumeKeysInto(secretKey, [WORKLOAD_ID], array);
        equal(toHex(array), toHex(volumeKey), "deriveVolumeKeysInto");
        library.wipe(array);
        equal(toHex(array), "00".repeat(32), "wiped");
        deriveVolumeKeyInto(secretKey, WORKLOAD_ID, array);
        equal(toHex(array), toHex(volumeKey), "deriveVolumeKeyInto");
        array.set(secretKey);
        deriveVolumeKeyInto(array, WORKLOAD_ID, array);
        equal(toHex(array), toHex(volumeKey), "deriveVolumeKeyInto over the secret key");
        array.set(secretKey);
        equal(toHex(large), before, "what lies around it in the end");
      },
    })),
    {
      name: "deriveVolumeKeyInto writes nothing around its part of a larger buffer, and returns nothing",
      run() {
        for (let at = 0; at <= 40; at++) {
          const around = new Uint8Array(72).fill(0xcc);
          equal(deriveVolumeKeyInto(secretKey, WORKLOAD_ID, around.subarray(at, at + 32)), undefined, "result");
          const expected = "cc".repeat(at) + toHex(volumeKey) + "cc".repeat(40 - at);
          equal(toHex(around), expected, `the key at ${at}`);
        }
      },
    },
    {
      name: "deriveVolumeKeyInto is right where out shares memory with the secret key, at every offset",
      run() {
        const ids = ["", WORKLOAD_ID, "żółw 🐢", "x".repeat(129), "x".repeat(5000), "ż".repeat(5000)];
        for (const id of ids) {
          const expected = toHex(deriveVolumeKey(secretKey, id));
          const shared = new Uint8Array(96);
          for (let at = 0; at <= 64; at++) {
            shared.set(secretKey, 32);
            deriveVolumeKeyInto(shared.subarray(32, 64), id, shared.subarray(at, at + 32));
            equal(toHex(shared.subarray(at, at + 32)), expected, `${id.length} characters, out at ${at}`);
          }
        }
      },
    },
    {
      name: "a refused deriveVolumeKeyInto leaves out untouched",
      run() {
        /** @type {any} */
        const untyped = library;
        const out = new Uint8Array(33).fill(0xaa);
        const [right, wrong] = [out.subarray(1), out];
        const long = "x".repeat(20_000);
        /** @type {unknown[][]} */
        const refused = [
          ...["\ud800", "a\udc00", "\ud83d\ud83d\udc22", `${long}\ud800`, `\udc00${long}`].map((id) => [
            secretKey,
            id,
            right,
          ]),
          [secretKey, 7, right],
          [secretKey, WORKLOAD_ID, wrong],
          [secretKey.subarray(1), WORKLOAD_ID, right],
          [SECRET_KEY, WORKLOAD_ID, right],
          [right, "\ud800", right],
        ];
        for (const values of refused) {
          thrownBy(() => untyped.deriveVolumeKeyInto(...values));
          equal(toHex(out), "aa".repeat(33), "out");
        }
      },
    },
    {
      name: "deriveVolumeKeysInto writes nothing around its part of a larger buffer",
      run() {
        const around = new Uint8Array(128).fill(0xcc);
        deriveVolumeKeysInto(secretKey, [WORKLOAD_ID, "b"], around.subarray(32, 96));
        equal(toHex(around.subarray(32, 64)), toHex(volumeKey), "key");
        equal(toHex(around.subarray(0, 32)) + toHex(around.subarray(96)), "cc".repeat(64), "around");
      },
    },
    {
      name: "deriveVolumeKeysInto is right where out shares memory with the secret key",
      run() {
        for (const count of [3, 40]) {
          // The last but one takes no lane.
          const ids = [...new Array(count - 2).fill("a"), "b".repeat(301), WORKLOAD_ID];
          const [expected] = deriveVolumeKeys(secretKey, ["b".repeat(301)]);
          const shared = new Uint8Array(32 * count);
          for (const at of [0, 16, 32, 64]) {
            shared.set(secretKey, at);
            deriveVolumeKeysInto(shared.subarray(at, at + 32), ids, shared);
            const what = `of ${count} keys, the secret key at ${at}`;
            equal(toHex(shared.subarray(-64, -32)), toHex(expected ?? secretKey), `last but one ${what}`);
            equal(toHex(shared.subarray(-32)), toHex(volumeKey), `last ${what}`);
          }
        }
      },
    },
    {
      name: "an empty batch is fine",
      run() {
        equal(deriveVolumeKeys(secretKey, []).length, 0, "deriveVolumeKeys");
        deriveVolumeKeysInto(secretKey, [], new Uint8Array(0));
      },
    },
    {
      name: "a batch takes its ids as they are at the call, whatever a getter does between",
      run() {
        const ids = ["a", "b"];
        let reads = 0;
        Object.defineProperty(ids, 1, {
          get() {
            deriveVolumeKey(new Uint8Array(32), "another key in between");
            return reads++ === 0 ? WORKLOAD_ID : "changed";
          },
        });
        equal(toHex(deriveVolumeKeys(secretKey, ids)[1] ?? secretKey), toHex(volumeKey), "key");
      },
    },
    {
      name: "a refused batch leaves out untouched",
      run() {
        for (const count of [3, 40]) {
          const out = new Uint8Array(32 * count).fill(0xaa);
          const ids = new Array(count).fill("a");
          thrownBy(() => deriveVolumeKeysInto(secretKey, [...ids.slice(1), "\ud800"], out));
          thrownBy(() => deriveVolumeKeysInto(secretKey, ids.slice(1), out));
          thrownBy(() => deriveVolumeKeysInto(secretKey.subarray(1), ids, out));
          equal(toHex(out), "aa".repeat(32 * count), `out of ${count} keys`);
        }
      },
    },
    {
      name: "a request is copied, and keeps its other members and its workload id",
      run() {
        const request = Object.freeze({ pod_image: "ubuntu", workload_id: WORKLOAD_ID });
        const result = withVolumeEncryption(request, secretKey);
        equal(Object.keys(request).join(), "pod_image,workload_id", "the request afterwards");
        equal(Object.keys(result).join(), "pod_image,workload_id,volume_encryption", "members");
        equal(result.workload_id, WORKLOAD_ID, "workload_id");
        equal(result.pod_image, "ubuntu", "pod_image");
        equal(JSON.stringify(result.volume_encryption), JSON.stringify(encodeVolumeEncryption(volumeKey)), "key");
      },
    },
    ...(noRandom ? withoutRandom(library, secretKey) : withRandom(library, secretKey)),
    ...[
      "a",
      "a b",
      "żółw 🐢",
      "78e51061-7311-48a3-82ce-6f447ed4d57b",
      "x‮y",
      "a\u200bb",
      ...EMOJI_AT_THE_END,
      "x".repeat(100_000),
    ].map((id) => ({
      name: `parseWorkloadId returns ${id.length} characters unchanged: ${id.slice(0, 36)}`,
      run: () => equal(parseWorkloadId(id), id, "id"),
    })),
    {
      name: "the tag is frozen",
      run: () => equal(library.KDF_DOMAIN_V1, "paygress-volume-v1\0", "KDF_DOMAIN_V1"),
    },
    {
      name: "describeCore tells the name, and the reason where it is not WebAssembly",
      run() {
        const { name, reason, ...others } = library.describeCore();
        equal(name === "wasm" || name === "js", true, "name");
        equal(reason === undefined, name === "wasm", "no reason");
        equal(Object.keys(others).join(), "", "other members");
      },
    },
  ];
}

/** Ids that end in what nobody sees by itself, but in an emoji does. */
const EMOJI_AT_THE_END = [
  "\u2764\ufe0f", // a heart
  "a \u00a9\ufe0f",
  "\u{1f3f3}\ufe0f\u200d\u26a7\ufe0f", // a flag, joined of two
  "1\ufe0f\u20e3", // a keycap
  "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", // the flag of England
];

/** @type {{ workload_id?: string | null | undefined }[]} */
const REQUESTS_WITHOUT_ID = [{}, { workload_id: undefined }, { workload_id: null }];

/**
 * @param {Library} library
 * @param {Uint8Array} secretKey
 * @returns {Case[]}
 */
function withRandom({ decodeVolumeEncryption, deriveVolumeKey, newWorkloadId, withVolumeEncryption }, secretKey) {
  return [
    ...REQUESTS_WITHOUT_ID.map((request) => ({
      name: `a request without a workload id gets a new one: ${"workload_id" in request ? request.workload_id : "absent"}`,
      run() {
        const first = withVolumeEncryption(request, secretKey);
        const second = withVolumeEncryption(request, secretKey);
        equal(first.workload_id.length, 36, "characters of the id");
        equal(first.workload_id === second.workload_id, false, "twice the same id");
        const key = toHex(deriveVolumeKey(secretKey, first.workload_id));
        equal(toHex(decodeVolumeEncryption(first.volume_encryption)), key, "key");
      },
    })),
    {
      name: "newWorkloadId makes UUIDs of version 4, each another",
      run() {
        const ids = Array.from({ length: 1000 }, newWorkloadId);
        for (const id of ids) {
          equal(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id), true, id);
        }
        equal(new Set(ids).size, 1000, "different ids");
      },
    },
  ];
}

/**
 * @param {Library} library
 * @param {Uint8Array} secretKey
 * @returns {Case[]}
 */
function withoutRandom({ newWorkloadId, withVolumeEncryption, VolumeKeyError }, secretKey) {
  return [newWorkloadId, ...REQUESTS_WITHOUT_ID.map((request) => () => withVolumeEncryption(request, secretKey))].map(
    (call, i) => ({
      name: `without random numbers a new workload id is refused, way ${i}`,
      run() {
        const error = thrownBy(call);
        equal(error instanceof VolumeKeyError, true, "is a VolumeKeyError");
        equal(error.code, "random/unavailable", "code");
      },
    }),
  );
}
