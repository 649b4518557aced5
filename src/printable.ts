/** An nsec, or the beginning of one; 64 hex digits, of which some may be lost or too many. */
const SECRET = /nsec1[02-9ac-hj-np-z]{8}|(?<![0-9a-z])[0-9a-f]{60,68}(?![0-9a-z])/i;

/** What may be a part of one. */
const PIECE = /nsec1[02-9ac-hj-np-z]{8}|[0-9a-z]{32}/i;

/** A command, an option or a format that somebody mistyped. */
const WORD = /^[a-z-]{1,16}$/i;

const HIDDEN = "(not shown: it looks like a secret key)";

/**
 * A path that a person typed, for a message: quoted, control characters escaped, cut to a line, and hidden where it looks
 * like a secret key in the wrong place.
 */
export function printable(text: string): string {
  if (PIECE.test(text)) return HIDDEN;
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

/** A word that a person typed, for a message: hidden where it is none, since it may be a part of a secret key. */
export function printableWord(text: string): string {
  return WORD.test(text) ? JSON.stringify(text) : "(not shown: it may be secret)";
}

/** Whether a text looks like a secret key. */
export function looksSecret(text: string): boolean {
  return SECRET.test(text);
}
