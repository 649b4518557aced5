/** Texts near those that are right: made by the rules, then spoiled. */
import { Buffer } from "node:buffer";
import { bech32, bech32m } from "@scure/base";
import fc from "fast-check";

/** Characters that mean something somewhere. */
const CHARACTERS = [..."1bionsecNSEC0aA-_=+/ \t\n\r\0\x7f\u0085\u00a0\u200b\ufeff\ufffd\u2800é界🐢"].concat(
  "\ud800",
  "\udfff",
  "\ufe0f",
);

/** @type {fc.Arbitrary<string>} */
export const anyText = fc.oneof(
  fc.string({ unit: "binary-ascii", maxLength: 80 }),
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 40 }),
);

/**
 * Text that is spoiled at up to three places, and rarely made very long.
 *
 * @param {fc.Arbitrary<string>} text
 * @returns {fc.Arbitrary<string>}
 */
export function spoiled(text) {
  const change = fc.tuple(
    fc.nat(5),
    fc.nat(99),
    fc.oneof(fc.constantFrom(...CHARACTERS), fc.string({ minLength: 1, maxLength: 1 })),
  );
  const changes = fc.array(change, { maxLength: 3 });
  const times = fc.nat(9999).map((n) => (n === 0 ? 2000 : n < 20 ? 20 : 1));
  return fc.tuple(text, changes, times).map(([right, all, n]) => all.reduce(changed, right).repeat(n));
}

/**
 * @param {string} text
 * @param {[number, number, string]} change
 */
function changed(text, [kind, place, character]) {
  const at = place % (text.length + 1);
  const [before, after] = [text.slice(0, at), text.slice(at)];
  switch (kind) {
    case 0:
      return before + character + after.slice(1);
    case 1:
      return before + character + after;
    case 2:
      return before + after.slice(1);
    case 3:
      return after + before;
    case 4:
      return before.toUpperCase() + after;
    default:
      return character + text + character;
  }
}

const keyBytes = fc.oneof(
  { weight: 5, arbitrary: fc.uint8Array({ minLength: 32, maxLength: 32 }) },
  fc.uint8Array({ maxLength: 70 }),
);

const edges = fc
  .constantFrom(
    0n,
    1n,
    0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140n,
    0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
    2n ** 256n - 1n,
  )
  .map((n) => Uint8Array.from(Buffer.from(n.toString(16).padStart(64, "0"), "hex")));

const words = fc.tuple(fc.oneof({ weight: 9, arbitrary: keyBytes }, edges), fc.nat(30)).map(([bytes, last]) => {
  const right = bech32.toWords(bytes);
  return last < 25 ? right : last === 25 ? [...right, 0] : [...right.slice(0, -1), last];
});

/** @type {fc.Arbitrary<string>} */
const nsec = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: fc.constant("nsec") },
      fc.constantFrom("npub", "note", "ncryptsec", "nsec1", "nprofile", "n"),
    ),
    words,
    fc.nat(9),
    fc.boolean(),
  )
  .map(([hrp, digits, variant, upper]) => {
    const text = (variant === 0 ? bech32m : bech32).encode(hrp, digits, false);
    return upper ? text.toUpperCase() : text;
  });

const hex = fc
  .tuple(fc.oneof({ weight: 9, arbitrary: keyBytes }, edges), fc.boolean())
  .map(([bytes, upper]) =>
    upper ? Buffer.from(bytes).toString("hex").toUpperCase() : Buffer.from(bytes).toString("hex"),
  );

const padding = fc.constantFrom("", "", "", " ", "\n", "\r\n", "\t ", "\ufeff");

/** @type {fc.Arbitrary<string>} */
export const secretKeyText = fc.oneof(
  { weight: 6, arbitrary: spoiled(fc.tuple(padding, fc.oneof(nsec, hex), padding).map((parts) => parts.join(""))) },
  { weight: 3, arbitrary: nsec },
  { weight: 1, arbitrary: hex },
  { weight: 1, arbitrary: spoiled(anyText) },
);

const uuid = fc.uuid();

/** @type {fc.Arbitrary<string>} */
export const workloadId = fc.oneof(
  uuid,
  spoiled(uuid),
  spoiled(fc.constantFrom("deadbeef-cafe", "", "żółw 🐢", "x".repeat(63), "👩‍🚀", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "❤️", "1️")),
  anyText,
  // The longest that goes through a lane has 300 units, and the memory's parts end at 4,172 bytes and every 4,096 more.
  fc
    .tuple(
      fc.constantFrom("a", "é", "界", "🐢", "\ud800"),
      fc.constantFrom(55, 56, 64, 127, 128, 129, 299, 300, 301, 1390, 4172),
    )
    .map(([one, n]) => one.repeat(n)),
);

/** @type {fc.Arbitrary<string>} */
export const base64Text = fc.oneof(
  keyBytes.map((bytes) => Buffer.from(bytes).toString("base64url")),
  spoiled(keyBytes.map((bytes) => Buffer.from(bytes).toString("base64url"))),
  keyBytes.map((bytes) => Buffer.from(bytes).toString("base64")),
  anyText,
);

/** Bytes in pieces that come one after the other. */
export const pieces = (/** @type {fc.Arbitrary<string>} */ text) =>
  fc.record({
    text,
    encoding: fc.constantFrom("utf8", "utf8", "latin1", "utf16le"),
    cuts: fc.array(fc.nat(99), { maxLength: 3 }),
  });

/** @param {{ text: string, encoding: any, cuts: number[] }} input */
export function piecesOf({ text, encoding, cuts }) {
  const bytes = Buffer.from(text, encoding);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, i) => Buffer.from(bytes.subarray(places[i], end)));
}

/** @param {Buffer[]} chunks */
export async function* iterated(chunks) {
  yield* chunks;
}
