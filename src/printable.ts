/** What a secret key looks like when it is typed where a name belongs. */
const SECRET = /nsec1|[0-9a-f]{32}/i;

/**
 * What a person typed, for a message: quoted, control characters escaped, cut to a line, and hidden where it looks like
 * a secret key in the wrong place.
 */
export function printable(text: string): string {
  if (SECRET.test(text)) return "(not shown: it looks like a secret key)";
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

/** Whether a text looks like a secret key. */
export function looksSecret(text: string): boolean {
  return SECRET.test(text);
}
