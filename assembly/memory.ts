/**
 * The memory map: one page of 64 KiB that never grows. Each place is the one before it plus its size.
 *
 * ```text
 *  1024     1280   1312    1344       1600  1619         1651  1652    1664                 65408  65536
 *    ├────────┼──────┼───────┼──────────┼─────┼────────────┼─────┼───────┴────────────────────┼──────┤
 *    │   K    │  H0  │ STATE │ SCHEDULE │ TAG │ SECRET_KEY │ NUL │ WORKLOAD_ID … its padding  │ room │
 *    │  256   │  32  │  32   │   256    │ 19  │     32     │  1  │                            │ 128  │
 *    ├────────┴──────┼───────┴──────────┼─────┼────────────┼─────┼───────┬────────────────────┼──────┤
 *    │   constant    │      wiped       │const│   wiped    │ zero│ wiped │       wiped        │ wiped│
 *    └───────────────┴──────────────────┴─────┴────────────┴─────┴───────┴────────────────────┴──────┘
 *                                       ╰ MESSAGE: the first block ──────╯ REST: the next     ╰ END
 * ```
 *
 * The message is never put together: its tag lies there as a constant and its second NUL is a byte that nobody writes.
 * The bindings write the secret key and the workload id, and `finish` the padding. A workload id that goes beyond END
 * comes in several fills, each but the first from REST on. The room after END takes the padding of a fill that is full, and
 * the wiping, which goes in steps of 8 bytes and over the end.
 *
 * Between two derivations everything but the constants is zero.
 */

import { ROOM, TAG } from "./constants";

/** Bytes of the page. */
export const MEMORY_SIZE: usize = 65536;

/** Bytes of a message block (FIPS 180-4 §5.2.1). */
export const BLOCK_SIZE: usize = 64;

/** The hash value, 8 words. `finish` leaves the volume key here, which the bindings copy out and wipe. */
export const STATE: usize = ROOM;
export const STATE_SIZE: usize = 32;

/** The message schedule of the block at work, 64 words (FIPS 180-4 §6.2.2 step 1). */
export const SCHEDULE: usize = STATE + STATE_SIZE;
export const SCHEDULE_SIZE: usize = 256;

/** Where the first block of the message begins. */
export const MESSAGE: usize = TAG;

export const SECRET_KEY: usize = MESSAGE + 19;

/** Behind the 32 bytes of the secret key and the NUL. */
export const WORKLOAD_ID: usize = SECRET_KEY + 32 + 1;

/** Where the blocks after the first begin. */
export const REST: usize = MESSAGE + BLOCK_SIZE;

/** Where a fill ends at the latest. */
export const END: usize = MEMORY_SIZE - 2 * BLOCK_SIZE;
