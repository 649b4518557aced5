/** What the suite needs of a test library: it runs on engines where none does. */

/** The digits of each byte. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/**
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {string} what
 */
export function equal(actual, expected, what) {
  if (!Object.is(actual, expected)) throw new Error(`${what}: expected ${String(expected)}, got ${String(actual)}`);
}

/**
 * @param {() => unknown} call
 * @returns {Error & { code?: unknown }} what it threw
 */
export function thrownBy(call) {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error("expected an Error, got another value thrown");
  }
  throw new Error("expected an error, got none");
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function toHex(bytes) {
  // Called often, also on engines that only interpret.
  let hex = "";
  for (let i = 0; i < bytes.length; i++) hex += HEX[bytes[i] ?? 0];
  return hex;
}

/**
 * @param {string} hex
 * @returns {Uint8Array}
 */
export function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}

/**
 * @param {string} text well formed
 * @returns {Uint8Array}
 */
export function utf8Of(text) {
  const bytes = encodeURIComponent(text).match(/%..|./g) ?? [];
  return Uint8Array.from(bytes, (byte) =>
    byte.length === 1 ? byte.charCodeAt(0) : Number.parseInt(byte.slice(1), 16),
  );
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} RFC 4648 §4, without padding
 */
export function toBase64(bytes) {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,6}/g) ?? [];
  return groups.map((group) => digits[Number.parseInt(group.padEnd(6, "0"), 2)]).join("");
}

/**
 * What stands for keys where they are too many to keep: a polynomial over their bytes, modulo a prime.
 *
 * @param {Uint8Array} bytes
 * @returns {number}
 */
export function checksum(bytes) {
  let sum = 1;
  for (let i = 0; i < bytes.length; i++) sum = (257 * sum + (bytes[i] ?? 0)) % (2 ** 44 - 17);
  return sum;
}

/**
 * Everything that a value has, also what is hidden, for a runtime whose console cannot be asked.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function inspectAll(value) {
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Reflect.ownKeys(value).map((key) => `${String(key)}: ${inspectAll(Reflect.get(value, key))}`);
  return `${Object.prototype.toString.call(value)} { ${entries.join(", ")} }`;
}

/**
 * Pseudo-random numbers that a failure can be repeated with (mulberry32).
 *
 * @param {number} seed
 * @returns {(below: number) => number} a whole number from 0 up to, not including, its argument
 */
export function randomFrom(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}
