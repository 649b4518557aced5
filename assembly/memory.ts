/**
 * The memory map: one page of 64 KiB that never grows. Each place is the one before it plus its size.
 *
 * ```text
 *            1024    1280  1312  1344                                      5568  5696       6208
 *    ┌─────────┬───────┬─────┬──────┬───────────────────────────────────────┬─────┬──────────┐
 *    │         │   K   │ H0  │ HASH │ MESSAGE, one, in parts                │ room│ SCHEDULE │ one message,
 *    │         │  256  │ 32  │  32  │ 66 blocks                             │ 128 │ 2 × 256  │ two blocks at a time
 *    └─────────┴───────┴─────┴──────┴───────────────────────────────────────┴─────┴──────────┘
 *    6208     6336    6464        7488                 11648    11776     12800              65536
 *    ┌─────────┬───────┬───────────┬────────────────────┬─────────┬─────────┬──────────────────┐
 *    │ HASHES  │ START │ SCHEDULES │ LANES, one a       │ LENGTHS │  KEYS   │ TEXT …           │ four messages
 *    │ 4 × 32  │ 4 × 32│  4 × 256  │ message, 4 × 1040  │ 32 × 4  │ 32 × 32 │                  │ at a time
 *    └─────────┴───────┴───────────┴────────────────────┴─────────┴─────────┴──────────────────┘
 * ```
 *
 * Between two derivations everything is zero but the constants: K, H0 and the tag that MESSAGE begins with.
 *
 * A message begins with a prefix of 52 bytes. The workload id and the padding follow:
 *
 * ```text
 *    0     19           51    52
 *    ┌─────┬────────────┬─────┬──────────────────────────────────────────────────────────────┐
 *    │ TAG │ SECRET_KEY │ NUL │ WORKLOAD_ID …, then the padding                              │
 *    └─────┴────────────┴─────┴──────────────────────────────────────────────────────────────┘
 *    ╰ MESSAGE or a lane                    ╰ 128: REST                                       ╰ END
 * ```
 *
 * MESSAGE is never put together: its tag lies there as a constant and its NUL is a byte that nobody writes. A workload id
 * that goes beyond END comes in parts, each but the first from REST on. The room after END takes the padding of a full part,
 * and what goes over the end: the wiping, in steps of 16 bytes, and the second block of a pair that has one. The last 16 bytes
 * of a lane are such room too.
 *
 * Words lie side by side so that one v128 holds four: in SCHEDULE two of each block, in HASHES, START and SCHEDULES one of
 * each message.
 */

import { ROOM, TAG } from "./constants";

/** Bytes of a message block (FIPS 180-4 §5.2.1). */
export const BLOCK_SIZE: usize = 64;

/** The hash value, 8 words. */
export const HASH: usize = ROOM;
/** Where `hashLast` leaves the volume key, which the bindings copy out and wipe. */
export const VOLUME_KEY: usize = HASH;
/** Bytes of a hash value, of a secret key and of a volume key. */
export const HASH_SIZE: usize = 32;

/** Where the first block of the message begins. */
export const MESSAGE: usize = TAG;
export const SECRET_KEY: usize = MESSAGE + 19;
/** Bytes of the tag, the secret key and the NUL. */
export const PREFIX_SIZE: usize = 19 + 32 + 1;
export const WORKLOAD_ID: usize = MESSAGE + PREFIX_SIZE;
/** Where the blocks after the first two begin. */
export const REST: usize = MESSAGE + 2 * BLOCK_SIZE;
/** Where a part of the message ends at the latest. */
export const END: usize = MESSAGE + 66 * BLOCK_SIZE;

/** The message schedules of the two blocks at work, 64 words each (FIPS 180-4 §6.2.2 step 1). */
export const SCHEDULE: usize = END + 2 * BLOCK_SIZE;
export const SCHEDULE_SIZE: usize = 2 * 256;

/** The hash values of the four messages, 8 words each. */
export const HASHES: usize = SCHEDULE + SCHEDULE_SIZE;
/** The working variables before the first round that differs between the messages, 8 words each. */
export const START: usize = HASHES + 4 * HASH_SIZE;
/** The message schedules of the four blocks at work, 64 words each. */
export const SCHEDULES: usize = START + 4 * HASH_SIZE;

export const LANES: usize = SCHEDULES + 4 * 256;
export const LANE_SIZE: usize = 1040;
/** The bytes of the ids; then, once the padding is there, those of the padded messages. */
export const LENGTHS: usize = LANES + 4 * LANE_SIZE;
/** The volume keys in the order of the ids, 32 bytes each. */
export const KEYS: usize = LENGTHS + 32 * 4;
/** The ids in UTF-8, one behind the other. */
export const TEXT: usize = KEYS + 32 * HASH_SIZE;
