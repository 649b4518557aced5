/**
 * The four-lane core, for batches under one secret key. The bindings write tag, secret key and NUL to PREFIX and call
 * `absorb`; then for each up to 32 ids they write their UTF-8 to TEXT and their lengths to LENGTHS, call `derive`, and take
 * the volume keys from KEYS. They wipe everything from SECRETS on when the batch is over.
 */

import { K, KEYS, LANE_SIZE, LANES, LENGTHS, SCHEDULE, START, STATE, TEXT } from "./memory-x4";
import { ABSORBED, ALL, init, rounds, schedule } from "./sha256-x4";

export { K, KEYS, LENGTHS, LANES as PREFIX, STATE as SECRETS, TEXT };

/** Bytes of the prefix: tag, secret key and NUL. */
const PREFIX_SIZE: usize = 52;

/** Copies the prefix to each lane, and does the rounds that take nothing but the prefix. */
export function absorb(): void {
  for (let lane = LANES + LANE_SIZE; lane < LANES + 4 * LANE_SIZE; lane += LANE_SIZE) {
    for (let i: usize = 0; i < PREFIX_SIZE; i += 4) store<u32>(lane + i, load<u32>(LANES + i));
  }
  init();
  schedule(0);
  rounds(0, ABSORBED, STATE, START);
}

/**
 * Derives the keys of `count` ids, four at a time. Lanes may differ in their number of blocks: all go on as long as one
 * does, and each key is taken out behind the last block of its lane.
 *
 * @param count ids, at most 32; where that is no multiple of 4, a length of 0 follows for each lane without one
 */
export function derive(count: usize): void {
  let text = TEXT;
  for (let first: usize = 0; first < count; first += 4) {
    let last: usize = 0;
    for (let i: usize = 0; i < 4; i++) {
      const lane = LANES + i * LANE_SIZE;
      const at = LENGTHS + 4 * (first + i);
      const length = load<usize>(at);
      const padded = fill(lane, text, length);
      text += length;
      store<usize>(at, padded); // which is what counts from here on
      last = max(last, padded);
    }

    for (let block: usize = 0; block < last; block += 64) {
      schedule(block);
      if (block == 0) {
        init();
        rounds(ABSORBED, ALL, START, STATE);
      } else {
        rounds(0, ALL, STATE, STATE);
      }
      for (let i: usize = first; i < first + 4; i++) {
        if (load<usize>(LENGTHS + 4 * i) == block + 64) take(STATE + 4 * (i & 3), KEYS + 32 * i);
      }
    }
  }
}

/** Writes an id and the padding (FIPS 180-4 §5.1.1) to a lane, and returns the bytes of its blocks. */
function fill(lane: usize, text: usize, length: usize): usize {
  const end = lane + PREFIX_SIZE + length;
  for (let to = lane + PREFIX_SIZE; to < end; to += 16, text += 16) v128.store(to, v128.load(text));
  const padded = (PREFIX_SIZE + length + 1 + 8 + 63) & ~63;
  for (let to = end; to < lane + padded; to += 16) v128.store(to, i32x4.splat(0));
  store<u8>(end, 0x80);
  store<u32>(lane + padded - 4, bswap((PREFIX_SIZE + length) << 3));
  return padded;
}

/** Takes the hash value of a lane, whose words lie 16 bytes apart. */
function take(word: usize, key: usize): void {
  for (let i: usize = 0; i < 32; i += 4) store<u32>(key + i, bswap(load<u32>(word + 4 * i)));
}
