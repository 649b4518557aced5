/** What a secret key looks like: `nsec1…`, or 64 hex digits of which some may be lost. */
const SECRET = /nsec1|[0-9a-f]{60}/i;

/** What may be half of one, and enough to guess the rest. */
const PIECE = /nsec1|[0-9a-z]{32}/i;

/**
 * What a person typed, for a message: quoted, control characters escaped, cut to a line, and hidden where it looks like
 * a secret key in the wrong place.
 */
export function printable(text: string): string {
  if (PIECE.test(text)) return "(not shown: it looks like a secret key)";
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

/** Whether a text looks like a secret key. */
export function looksSecret(text: string): boolean {
  return SECRET.test(text);
}
