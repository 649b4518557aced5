/*
 * What looks like a secret, and what of a text may be shown. A text is judged by its letters and digits alone: a key that was
 * copied in pieces has blanks, line ends or dashes in it. Of a path the first and the last name are judged, and each that has
 * other characters than letters, digits, dots, dashes and underscores. Other folders may be named by a hash, as Docker's are.
 */

/** How an nsec begins (NIP-19), also as a URI (NIP-21). */
const NSEC = /^(?:nostr)?nsec1/i;

/** An nsec of which no more than the beginning may have come. */
const NSEC_DATA = /nsec1[02-9ac-hj-np-z]{8}/i;

/** 64 hex digits, of which some may be lost or too many. */
const HEX_KEY = /^(?:0x)?[0-9a-f]{60,68}$/i;

/** Runs that are hidden: half an nsec, or a third with a digit in it, without which it is a name; a third of a key in hex. */
const PIECE = /[0-9ac-hj-np-z]{28}|(?=[a-z]{0,19}[0-9])[0-9ac-hj-np-z]{20}|[0-9a-f]{20}/i;

/** A whole key in which many characters are wrong. */
const MISTYPED_KEY = /^[0-9a-z]{56,72}$/i;

/** A volume key in base64url: 43 characters in both cases, of which some are no letters or digits. */
const BASE64_KEY = /^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9]).{36,44}$/;

/** Looks like a secret but is none, and is allowed once in a path: the hash in the Nix store, whose alphabet lacks e, o, t and u; a UUID, version 4, as a file's name. */
const KNOWN =
  /^\/nix\/store\/[0-9a-df-np-sv-z]{32}-|\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/;

/** Shorter runs hide a word: less is lost than with a path. */
const WORD_PIECE = /nsec1|[0-9ac-hj-np-z]{8}|[0-9a-f]{8}/i;

/** A command, an option or a format is not longer. */
const MAX_WORD = 16;

/** UTF-16 units of a path that are shown. */
const MAX_PATH = 200;

/** What a terminal acts on or nobody sees: controls, format characters such as those of direction, line separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** A path that a person typed, for a message: quoted, cut to a line, and hidden where it looks like a secret. */
export function printable(path: string): string {
  const isSecret =
    namesOf(path).some((name) => matches(/nsec1/i, bare(name))) ||
    judged(namesOf(path.replace(KNOWN, ""))).some((name) =>
      [PIECE, MISTYPED_KEY, BASE64_KEY].some((one) => matches(one, name)),
    );
  if (isSecret) return "(not shown: it looks like a secret key)";
  return quoted(path.length > MAX_PATH ? `${path.slice(0, MAX_PATH)}…` : path);
}

/** A word that a person typed, for a message: hidden where it may be a part of a secret. */
export function printableWord(word: string): string {
  return word.length > MAX_WORD || matches(WORD_PIECE, bare(word)) ? "(not shown: it may be secret)" : quoted(word);
}

/** Whether a path looks like a secret key in the wrong place. */
export function looksSecret(path: string): boolean {
  const names = namesOf(path);
  return names.some((name) => matches(NSEC_DATA, bare(name))) || judged(names).some((name) => matches(HEX_KEY, name));
}

/** Whether a text begins as an nsec does. 64 hex digits may be a workload id: a Nostr event's. */
export function looksLikeNsec(text: string): boolean {
  return matches(NSEC, bare(text));
}

/** The names along a path, without those that have neither letters nor digits. */
function namesOf(path: string): string[] {
  return path.split(/[/\\]/).filter((name) => bare(name) !== "");
}

/** The letters and digits of the names that are judged. */
function judged(names: string[]): string[] {
  return names.filter((name, i) => i === 0 || i === names.length - 1 || /[^\w.-]/.test(name)).map(bare);
}

function bare(text: string): string {
  return text.replace(/[^0-9a-z]/gi, "");
}

/** Tests a text, and has `RegExp` forget it: `RegExp.input` and `RegExp.lastMatch` hand it to everybody. */
function matches(pattern: RegExp, text: string): boolean {
  const isFound = pattern.test(text);
  /^/.test("");
  return isFound;
}

/** In JSON's form, lone surrogates escaped too, so that a message stays one line and nothing in it works on a terminal. */
function quoted(text: string): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text).replace(UNSEEN, (character) => character.split("").map(escaped).join(""));
}
