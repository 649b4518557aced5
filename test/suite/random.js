/** @import { Case, Environment, Library } from "./suite.js" */
import { equal, randomFrom, toHex } from "./check.js";

/** How much is derived, and how little where the engine has no compiler (an interpreter is 100 times slower). */
const AMOUNTS = {
  full: { derivations: 100_000, longest: 64 * 2 ** 20 },
  slow: { derivations: 2_000, longest: 2 ** 20 },
};

/** The first and last code points of scripts and blocks, so that ids have UTF-8 of every length. */
const SCRIPTS = [
  [0x20, 0x7e],
  [0x20, 0x7e],
  [0x00, 0x7f],
  [0xa1, 0x24f],
  [0x400, 0x4ff],
  [0x4e00, 0x9fff],
  [0xe000, 0xffff],
  [0x1f300, 0x1faff],
  [0x10000, 0x10ffff],
];

/** Message up to the second NUL with room for the secret key. */
const TAG = Uint8Array.from("paygress-volume-v1\0", (character) => character.charCodeAt(0));

/**
 * Derivations checked against the runtime's own SHA-256.
 *
 * @param {Library} library
 * @param {Environment} environment
 * @returns {Case[]}
 */
export function randomCases({ deriveVolumeKey, deriveVolumeKeys, deriveVolumeKeysInto }, { sha256, slow }) {
  const { derivations, longest } = AMOUNTS[slow ? "slow" : "full"];
  const encoder = new TextEncoder();
  /**
   * @param {Uint8Array} secretKey
   * @param {string} workloadId
   */
  const reference = (secretKey, workloadId) => {
    const id = encoder.encode(workloadId);
    const message = new Uint8Array(52 + id.length);
    message.set(TAG);
    message.set(secretKey, 19);
    message.set(id, 52);
    return sha256(message);
  };
  return [
    {
      name: `${derivations} random derivations`,
      run() {
        const seed = Date.now() | 0;
        const random = randomFrom(seed);
        const secretKey = new Uint8Array(32);
        for (let n = 0; n < derivations; n++) {
          for (let i = 0; i < 32; i++) secretKey[i] = random(256);
          const workloadId = randomId(random, random(301));
          const expected = reference(secretKey, workloadId);
          equal(toHex(deriveVolumeKey(secretKey, workloadId)), expected, `seed ${seed}, derivation ${n}`);
        }
      },
    },
    ...["x", "ż", "界", "🐢"].map((character) => ({
      name: `every length of id from 0 to 300 bytes, in ${character}`,
      run() {
        const size = encoder.encode(character).length;
        const secretKey = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);
        const ids = Array.from({ length: 301 }, (_, length) => {
          return "a".repeat(length % size) + character.repeat(Math.floor(length / size));
        });
        const out = new Uint8Array(32 * ids.length);
        deriveVolumeKeysInto(secretKey, ids, out);
        const keys = deriveVolumeKeys(secretKey, ids);
        ids.forEach((id, length) => {
          equal(encoder.encode(id).length, length, "bytes of the id");
          const expected = reference(secretKey, id);
          equal(toHex(deriveVolumeKey(secretKey, id)), expected, `deriveVolumeKey at ${length} bytes`);
          equal(toHex(keys[length] ?? new Uint8Array()), expected, `deriveVolumeKeys at ${length} bytes`);
          equal(
            toHex(out.subarray(32 * length, 32 * length + 32)),
            expected,
            `deriveVolumeKeysInto at ${length} bytes`,
          );
        });
      },
    })),
    {
      name: "ids around the ends of the Wasm core's memory map",
      run() {
        const secretKey = Uint8Array.from({ length: 32 }, (_, i) => i ^ 0x5a);
        // The first fill ends 64,012 bytes into an id, each later one 64,000 bytes on; the padding takes 9 bytes more.
        for (const edge of [64_012, 128_012, 192_012]) {
          for (let length = edge - 70; length <= edge + 70; length += slow ? 7 : 1) {
            const id = "x".repeat(length - 2) + (length % 2 ? "yz" : "ż");
            equal(toHex(deriveVolumeKey(secretKey, id)), reference(secretKey, id), `${length} bytes`);
          }
        }
      },
    },
    {
      name: `an id of ${longest} bytes`,
      run() {
        const secretKey = new Uint8Array(32).fill(0x42);
        const id = "0123456789abcdef".repeat(longest / 16);
        equal(toHex(deriveVolumeKey(secretKey, id)), reference(secretKey, id), "key");
      },
    },
  ];
}

/**
 * @param {(below: number) => number} random
 * @param {number} length characters
 */
function randomId(random, length) {
  const [first = 0, last = 0] = SCRIPTS[random(SCRIPTS.length)] ?? [];
  let id = "";
  for (let i = 0; i < length; i++) id += String.fromCodePoint(first + random(last - first + 1));
  return id;
}
