/** Counts the traces of keys in the memory of a process. */
import { randomBytes } from "node:crypto";
import { patternsOf } from "./forms.js";
import { piecesOf } from "./memory.js";
import { ENCODINGS } from "./numbers.js";
import { Searcher } from "./search.js";

/** @import { Kind, Pattern } from "./forms.js" */

/**
 * @typedef {Record<Kind, number>} Counts `digits` has arrays of a key's bytes as numbers too
 *
 * @typedef {{ secret: Uint8Array[], volume: Uint8Array[] }} Keys
 *
 * @typedef {object} Found
 * @property {Counts} secret what is left of secret keys
 * @property {Counts} volume what is left of volume keys
 * @property {number} mebibytes that were searched
 * @property {string} [fault] of a control
 */

/**
 * @param {number} pid of a process that is at rest
 * @param {Keys} keys that it must not have any more
 * @param {{ form: string, kind: Kind, key: Uint8Array }[]} held what it must have
 * @returns {Found}
 */
export function tracesIn(pid, keys, held) {
  const control = randomBytes(32);
  const patterns = [
    ...keys.secret.flatMap((key) => patternsOf("secret", key)),
    ...keys.volume.flatMap((key) => patternsOf("volume", key)),
    ...held.flatMap(({ form, key }) => patternsOf(form, key)),
    ...patternsOf("never made", control),
  ];
  const { counts, mebibytes } = count(pid, patterns);
  const zero = { bytes: 0, digits: 0, text: 0 };
  const { secret = zero, volume = zero, "never made": never = zero, ...others } = counts;
  const lost = held.find(({ form, kind }) => !others[form]?.[kind]);
  const isFound = never.bytes + never.digits + never.text > 0;
  return {
    secret,
    volume,
    mebibytes,
    ...(lost && { fault: `a key that is held as ${lost.form} is not found` }),
    ...(isFound && { fault: "a key is found that was never made" }),
  };
}

/**
 * @param {number} pid
 * @param {Pattern[]} patterns
 * @returns {{ counts: Record<string, Counts>, mebibytes: number }} by key
 */
function count(pid, patterns) {
  const searcher = new Searcher(patterns);
  /** Where the patterns begin that were found: pieces overlap. @type {Map<Pattern, Set<string>>} */
  const places = new Map();
  let read = 0;
  for (const { address, bytes } of piecesOf(pid)) {
    read += bytes.length;
    for (const [i, { size, unpack }] of ENCODINGS.entries()) {
      unpack(bytes, (stream, length, start) =>
        searcher.search(stream, length, (pattern, at) => {
          const known = places.get(pattern) ?? new Set();
          places.set(pattern, known.add(`${i} ${address + size * (start + at)}`));
        }),
      );
    }
  }
  /** @type {Record<string, Counts>} */
  const counts = {};
  for (const [{ key, kind }, known] of places) {
    counts[key] ??= { bytes: 0, digits: 0, text: 0 };
    for (const place of known) counts[key][kindOf(kind, Number.parseInt(place, 10))]++;
  }
  return { counts, mebibytes: read / 2 ** 20 };
}

/**
 * Text is text in one byte or two a character. All else in wider numbers is digits.
 *
 * @param {Kind} kind
 * @param {number} encoding
 * @returns {Kind}
 */
function kindOf(kind, encoding) {
  if (encoding === 0) return kind;
  return kind === "text" && encoding === 1 ? "text" : "digits";
}
