/** The four forms of the derivation. */
import fc from "fast-check";
import { copyOf, equal, isRight, keyOf, made, mostly } from "./judge.js";
import { workloadId } from "./texts.js";
import { keyShape } from "./values.js";

/** @import { Entry, Library } from "./judge.js" */

const DERIVE = /^(secret-key|output)\/(type|length)$|^workload-id\/(type|unicode)$/;

/**
 * @param {Library} library
 * @returns {Entry[]}
 */
export function deriveEntries(library) {
  const ids = mostly(
    fc.array(mostly(workloadId, 40), { maxLength: 40 }).map((all) => ({ all })),
    9,
  );
  const idsOf = (/** @type {any} */ input) => ("all" in input ? input.all.map(made) : made(input));
  return [
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
        const all = copyOf(into); // by its own length, about which a subclass may lie
        const keys = Array.from({ length: all.length / 32 }, (_, i) => all.subarray(32 * i, 32 * i + 32));
        isRight(keys.every((one, i) => equal(one, keyOf(secretKey, made(ids.all?.[i] ?? "a")))));
      },
    },
  ];
}
