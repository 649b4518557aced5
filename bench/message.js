/** The message that the peers hash, put together in the fastest way that we know. */

const PREFIX_SIZE = 52;

const message = new Uint8Array(PREFIX_SIZE + 65_536);
message.set(new TextEncoder().encode("paygress-volume-v1\0"));
const idRoom = message.subarray(PREFIX_SIZE);
const words = new Uint32Array(message.buffer, PREFIX_SIZE, 32);
const encoder = new TextEncoder();

/**
 * Moves an id into the message, by one call.
 *
 * @param {string} id
 * @returns {number} its bytes
 */
function encode(id) {
  return encoder.encodeInto(id, idRoom).written;
}

/**
 * The same, four characters in a word, as we do it with short ones.
 *
 * @param {string} id of at most 128 characters
 * @returns {number}
 */
function copy(id) {
  const { length } = id;
  let units = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    const a = id.charCodeAt(i);
    const b = id.charCodeAt(i + 1);
    const c = id.charCodeAt(i + 2);
    const d = id.charCodeAt(i + 3);
    units |= a | b | c | d;
    words[i >> 2] = a | (b << 8) | (c << 16) | (d << 24);
  }
  for (; i < length; i++) {
    const a = id.charCodeAt(i);
    units |= a;
    idRoom[i] = a;
  }
  return units < 0x80 ? length : encode(id);
}

let moveShort = encode;

/** Chooses the faster way on this runtime for short ids, measured in turn. */
export function chooseWay() {
  const id = JSON.parse('"78e51061-7311-48a3-82ce-6f447ed4d57b"');
  const time = (/** @type {typeof encode} */ way) => {
    const start = performance.now();
    for (let n = 0; n < 50_000; n++) way(id);
    return performance.now() - start;
  };
  let [encoding, copying] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 20; round++) {
    encoding = Math.min(encoding, time(encode));
    copying = Math.min(copying, time(copy));
  }
  moveShort = copying < encoding ? copy : encode;
}

/**
 * @param {Uint8Array} secretKey
 * @param {string} id of at most 64 KiB
 */
export function messageOf(secretKey, id) {
  message.set(secretKey, 19);
  return message.subarray(0, PREFIX_SIZE + (id.length <= 128 ? moveShort(id) : encode(id)));
}
