import { describe, expect, it } from "vitest";
import { looksLikeNsec, looksSecret, printable, printableWord } from "../../cli/printable.ts";
import { NSEC, SECRET_KEY } from "../fixtures.ts";

const HIDDEN = "(not shown: it looks like a secret key)";
const UUID = "78e51061-7311-48a3-82ce-6f447ed4d57b";
const HASH = "0c8zsnxrn4kpz0d6ykx3pw9vv0qb2dba";

describe("a path", () => {
  it.each([
    "identity",
    "../keys/paygress-secret-key.txt",
    "my keys, 2024-01-01.txt",
    "~/.paygress/identity",
    "C:\\Users\\me\\.paygress\\identity",
    `/var/lib/docker/volumes/${SECRET_KEY}/_data/identity`,
    `./keys/${SECRET_KEY}/identity/`,
    `/nix/store/${HASH}-paygress/etc/identity`,
    `/nix/store/${HASH}-identity`,
    `keys/${UUID}.key`,
    "żółw 🐢",
    "-",
    "///",
    "",
  ])("is shown: %j", (path) => {
    expect(printable(path)).toBe(JSON.stringify(path));
    expect(looksSecret(path)).toBe(false);
  });

  const pieces = [NSEC, SECRET_KEY].flatMap((text) => [
    text,
    text.toUpperCase(),
    text.replace(/.{8}/g, "$& "),
    text.replace(/.{4}/g, "$&-"),
    text.replace(/.{32}/g, "$&\r\n"),
    text.slice(0, -1),
    `${text}0`,
  ]);

  it.each([
    ...pieces,
    ...pieces.flatMap((text) => [`./${text}`, `keys\\${text}`, `file:///home/me/${text}`, `${text}/`, `${text}//./`]),
    `0x${SECRET_KEY}`,
    `nostr:${NSEC}`,
    `${NSEC}/identity`,
    `my ${NSEC.slice(0, 15)}`,
    `${NSEC}\n/etc/x`,
    `${SECRET_KEY}\n/etc/x`,
    `${SECRET_KEY} /etc/x`,
    `"${SECRET_KEY}/a`,
    `${SECRET_KEY}/identity/`,
    `${UUID}-${UUID}`,
    `${UUID}${SECRET_KEY.slice(32)}`,
  ])("is refused and hidden: %j", (path) => {
    expect(looksSecret(path)).toBe(true);
    expect(printable(path)).toBe(HIDDEN);
  });

  it.each([
    ["half a key in hex", SECRET_KEY.slice(32)],
    ["half an nsec", NSEC.slice(30)],
    ["a third of one", NSEC.slice(1, 21)],
    ["half an nsec that happens to have no digit", "qpzrygftvdwsjnkhcemualqpzryg"],
    ["a name around a key", `${SECRET_KEY}.key`],
    ["a key after an equals sign, and a path", `id=${SECRET_KEY}/a`],
    ["a folder with white space that holds half a key", `keys/${SECRET_KEY.slice(32)} /a`],
    ["a folder with an equals sign and a key", `/keys/id=${SECRET_KEY}/a`],
    ["half an nsec in place of a hash of the Nix store", `/nix/store/${NSEC.slice(5, 37)}-identity`],
    ["the rest of an nsec behind such a hash", `/nix/store/${HASH}-${NSEC.slice(37)}`],
    ["a key of which each fourth digit is wrong", SECRET_KEY.replace(/(...)./g, "$1z")],
    ["a volume key", "hckkw1lxZMSmBYoAWBoisi3lBHJDPS5E_ti2uDV-RM0"],
    ["a folder that begins as an nsec", "keys/nsec1x/identity"],
    ["a folder that holds the beginning of one", "keys/my-nsec1x/identity"],
  ])("is hidden where it may be one: %s", (_, path) => {
    expect(printable(path)).toBe(HIDDEN);
    expect(looksSecret(path)).toBe(false);
  });

  it("is cut to a line", () => {
    expect(printable("o".repeat(201))).toBe(`"${"o".repeat(200)}…"`);
  });

  it("of 100,000 characters is judged", () => {
    for (const text of ["1", "nsec1", "aB3", "a/", "\u2028", `${UUID}/`, "f-"])
      printable(text.repeat(100_000 / text.length));
  });

  it("leaves nothing to the last match of regular expressions", () => {
    printable(NSEC);
    looksSecret(SECRET_KEY);
    printableWord(NSEC);
    looksLikeNsec(NSEC);
    expect([RegExp.input, RegExp.lastMatch, RegExp.rightContext]).toEqual(["", "", ""]);
  });
});

describe("a word", () => {
  it.each(["derive", "--nonsense", "base64", "-h1", "a b", "-hhhhhhh", ""])("is shown: %j", (word) => {
    expect(printableWord(word)).toBe(JSON.stringify(word));
  });

  it.each([
    NSEC,
    "nsec1",
    SECRET_KEY.slice(8, 16),
    NSEC.slice(10, 18),
    NSEC.slice(10, 18).split("").join("-"),
    `--${SECRET_KEY.slice(-8).toUpperCase()}`,
    "o".repeat(17),
  ])("is hidden where it may be a part of a secret: %j", (word) => {
    expect(printableWord(word)).toBe("(not shown: it may be secret)");
  });
});

it.each([
  [NSEC, true],
  ["NSEC1", true],
  [`nostr:${NSEC}`, true],
  [NSEC.split("").join(" "), true],
  [` "${NSEC}"`, true],
  [SECRET_KEY, false],
  [UUID, false],
  ["my-nsec1", false],
  ["", false],
])("%j begins as an nsec does: %s", (text, expected) => {
  expect(looksLikeNsec(text)).toBe(expected);
});

/** Unicode's control and format characters, line separators and what is ignored by default, by their code points. */
const RANGES = [
  "00-1f 7f-9f ad 34f 600-605 61c 6dd 115f-1160 17b4-17b5 180b-180f 200b-200f 2028-202e 2060-206f 3164 d800-dfff",
  "fe00-fe0f feff ffa0 fff9-fffb 1bca0-1bca3 1d173-1d17a e0000-e0fff",
].flatMap((ranges) => ranges.split(" ").map((range) => range.split("-").map((code) => Number.parseInt(code, 16))));

describe.each([
  ["a path", printable],
  ["a word", printableWord],
])("in %s", (_, shown) => {
  it("all that works on a terminal or that nobody sees is escaped, and reads as JSON", () => {
    for (const [first = 0, last = first] of RANGES) {
      for (let code = first; code <= last; code++) {
        const text = `o${String.fromCodePoint(code)}o`;
        const quoted = shown(text);
        expect(quoted, code.toString(16)).toMatch(/^"o(\\u[0-9a-f]{4}|\\[bfnrt]){1,2}o"$/);
        expect(JSON.parse(quoted)).toBe(text);
      }
    }
  });

  it("the rest is as it was typed", () => {
    const text = "ż 🐢\u3000é";
    expect(shown(text)).toBe(`"${text}"`);
  });
});
