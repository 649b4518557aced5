/**
 * The entry: what the bindings call.
 *
 * One key: they write the secret key to SECRET_KEY and the workload id from WORKLOAD_ID on, call `hashLast`, take the volume key
 * from VOLUME_KEY and wipe it there. For a workload id that goes beyond END they call `hashBlocks` first, as often as it takes,
 * and go on at REST.
 *
 * Many keys under one secret key: they write it to SECRET_KEY and call `hashPrefix`; then for each up to 32 ids they write
 * their UTF-8 to TEXT and their lengths to LENGTHS, call `hashLanes`, and take the volume keys from KEYS. They wipe
 * VOLUME_KEY, and everything from SECRET_KEY on, when the last one is taken.
 */

import { ALL_ROUNDS, compress4, PREFIX_ROUNDS } from "./four-messages";
import {
  BLOCK_SIZE, END, HASH, HASH_SIZE, HASHES, KEYS, LANE_SIZE, LANES, LENGTHS, MESSAGE, PREFIX_SIZE, SCHEDULE,
  SCHEDULE_SIZE, SECRET_KEY, START, TEXT,
} from "./memory";
import { compress, init } from "./two-blocks";

/** Takes whole blocks, from `start` (MESSAGE for the first, then REST) up to `end`, into the hash value. */
export function hashBlocks(start: usize, end: usize): void {
  if (start == MESSAGE) init();
  compress(start, end);
}

/**
 * Takes the last part of the message, from `start` up to `end`, into the hash value, leaves the volume key at VOLUME_KEY and
 * wipes the message and its schedules.
 *
 * @param length bytes of the whole message; an f64, since a JavaScript number is one and an i32 ends at 4 GiB
 */
export function hashLast(start: usize, end: usize, length: f64): void {
  const padded = pad(start, end);
  const bits = (<u64>length) << 3;
  store<u32>(padded - 8, bswap(<u32>(bits >> 32)));
  store<u32>(padded - 4, bswap(<u32>bits));
  hashBlocks(start, padded);
  take(HASH, 4, HASH);
  wipe(SECRET_KEY, start == MESSAGE ? padded : END + BLOCK_SIZE);
  wipe(SCHEDULE, SCHEDULE + SCHEDULE_SIZE);
}

/** Copies the prefix to each lane and does what it takes alone. */
export function hashPrefix(): void {
  for (let lane = LANES; lane < LANES + 4 * LANE_SIZE; lane += LANE_SIZE) {
    for (let i: usize = 0; i < PREFIX_SIZE; i += 4) store<u32>(lane + i, load<u32>(MESSAGE + i));
  }
  compress4(0, 0, PREFIX_ROUNDS, HASHES, START);
}

/**
 * Derives the keys of `count` ids, four at a time. Lanes may differ in their number of blocks: all go on as long as one
 * does, and each key is taken out behind the last block of its lane.
 *
 * @param count ids, at most 32; where that is no multiple of 4, a length of 0 follows for each lane without one
 */
export function hashLanes(count: usize): void {
  let text = TEXT;
  for (let first: usize = 0; first < count; first += 4) {
    let last: usize = 0;
    for (let i: usize = 0; i < 4; i++) {
      const lane = LANES + i * LANE_SIZE;
      const end = lane + PREFIX_SIZE + load<usize>(LENGTHS + 4 * (first + i));
      for (let to = lane + PREFIX_SIZE; to < end; to += 16) v128.store(to, v128.load(text + to - lane - PREFIX_SIZE));
      text += end - lane - PREFIX_SIZE;
      const padded = pad(lane, end);
      store<u32>(padded - 4, bswap((end - lane) << 3));
      store<usize>(LENGTHS + 4 * (first + i), padded - lane);
      last = max(last, padded - lane);
    }
    for (let block: usize = 0; block < last; block += BLOCK_SIZE) {
      if (block) compress4(block, 0, ALL_ROUNDS, HASHES, HASHES);
      else compress4(block, PREFIX_ROUNDS, ALL_ROUNDS, START, HASHES);
      for (let i = first; i < first + 4; i++) {
        if (load<usize>(LENGTHS + 4 * i) == block + BLOCK_SIZE) take(HASHES + 4 * (i & 3), 16, KEYS + HASH_SIZE * i);
      }
    }
  }
}

/**
 * Pads a message, or the last part of one, that ends at `end` (FIPS 180-4 §5.1.1): a one bit and zeros, but for the length.
 * The zeros are written, 16 at a time and over the end: something else may lie there. Returns where the last block ends.
 */
function pad(start: usize, end: usize): usize {
  const padded = start + ((end - start + 1 + 8 + BLOCK_SIZE - 1) & ~(BLOCK_SIZE - 1));
  wipe(end, padded);
  store<u8>(end, 0x80);
  return padded;
}

/** Overwrites with zeros, 16 bytes at a time and over the end. */
function wipe(start: usize, end: usize): void {
  for (; start < end; start += 16) v128.store(start, i32x4.splat(0));
}

/** Takes out a hash value, whose words lie `step` bytes apart, as bytes (§3.1). */
function take(word: usize, step: usize, key: usize): void {
  for (const end = key + HASH_SIZE; key < end; key += 4, word += step) store<u32>(key, bswap(load<u32>(word)));
}
