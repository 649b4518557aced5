/** What the parent and its children know alike. */

/** Ids there are: further calls take them again. */
export const IDS = 1000;

/** @param {number} i */
export function idOf(i) {
  return `78e51061-7311-48a3-82ce-${String(i).padStart(12, "0")}`;
}

/**
 * No key crosses a pipe as it is.
 *
 * @param {number} i of a byte
 */
export function maskAt(i) {
  return (89 * i + 151) & 255;
}

/** In which forms the child holds a key, of another one each, that the parent must find. */
export const HELD = /** @type {const} */ ([
  ["bytes", "bytes"],
  ["small integers", "digits"],
  ["doubles", "digits"],
  ["32-bit integers", "digits"],
  ["5-bit digits", "digits"],
  ["hex", "text"],
  ["hex in UTF-16", "text"],
  ["base64url", "text"],
  ["nsec", "text"],
]);
