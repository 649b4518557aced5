/**
 * The scalar core. The bindings write the secret key to SECRET_KEY and the workload id from WORKLOAD_ID on, call
 * `finish`, take the volume key from VOLUME_KEY and wipe it there. For a workload id that goes beyond END they call
 * `update` at each fill that is full, and go on at REST.
 */

import { K } from "./constants";
import {
  BLOCK_SIZE, END, MESSAGE, REST, SCHEDULE, SCHEDULE_SIZE, SECRET_KEY, STATE, STATE_SIZE, WORKLOAD_ID,
} from "./memory";
import { compress, init } from "./sha256";

export { END, K, MESSAGE, REST, SECRET_KEY, WORKLOAD_ID };
export const VOLUME_KEY: usize = STATE;

/** Takes a full fill, from `start` (MESSAGE for the first, then REST) to END, into the hash value. */
export function update(start: usize): void {
  if (start == MESSAGE) init();
  compress(start, END);
}

/**
 * Takes the last fill, from `start` to `end`, into the hash value, leaves the volume key at VOLUME_KEY and wipes the
 * message and its schedule.
 *
 * @param length bytes of the whole message; an f64, since a JavaScript number is one and an i32 ends at 4 GiB
 */
export function finish(start: usize, end: usize, length: f64): void {
  if (start == MESSAGE) init();

  // FIPS 180-4 §5.1.1: a one bit, zeros, and the message's length in bits as the last 8 bytes of a block. The zeros are
  // written, 8 at a time and over the end: an earlier fill lies there, or what an interrupted call could not wipe.
  const padded = (end + 1 + 8 + BLOCK_SIZE - 1) & ~(BLOCK_SIZE - 1);
  for (let i = end; i < padded; i += 8) store<u64>(i, 0);
  store<u8>(end, 0x80);
  store<u64>(padded - 8, bswap((<u64>length) << 3));

  compress(start, padded);
  for (let i: usize = 0; i < STATE_SIZE; i += 4) store<u32>(STATE + i, bswap(load<u32>(STATE + i)));

  const used = start == MESSAGE ? padded : END + BLOCK_SIZE;
  for (let i = SECRET_KEY; i < used; i += 8) store<u64>(i, 0);
  for (let i = SCHEDULE; i < SCHEDULE + SCHEDULE_SIZE; i += 8) store<u64>(i, 0);
}
