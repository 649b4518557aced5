/**
 * The memory map of the four-lane module: one page of 64 KiB that never grows.
 *
 * ```text
 *  1024     1280   1312    1408    1536    1664       2688    6848      6976    8032         65536
 *    ├────────┼──────┼───────┼───────┼───────┼──────────┼───────┼─────────┼───────┼────────────┤
 *    │   K    │  H0  │       │ STATE │ START │ SCHEDULE │ LANES │ LENGTHS │ KEYS  │ TEXT …     │
 *    │  256   │  32  │       │ 4 × 32│ 4 × 32│ 4 × 256  │4 ×1040│ 32 × 4  │ 33× 32│            │
 *    ├────────┴──────┼───────┼───────┴───────┴──────────┴───────┴─────────┴───────┴────────────┤
 *    │   constant    │ zero  │                   SECRETS: wiped after each batch               │
 *    └───────────────┴───────┴─────────────────────────────────────────────────────────────────┘
 * ```
 *
 * K and H0 lie where the scalar module has them (memory.ts), and the bindings copy them from there, which spares a download
 * a second copy. Words of STATE, START and SCHEDULE lie four side by side, one of each lane, so that one v128 holds them.
 *
 * A lane is a message: tag, secret key, NUL, workload id, padding. The first 52 bytes are the same in each lane, and stay
 * for the whole batch. Its last 16 bytes are room for what goes over the end, in steps of 16 bytes.
 *
 *                0     19           51    52
 *                ├─────┼────────────┼─────┼─────────────────────────────┬──────┤
 *     one lane   │ TAG │ SECRET_KEY │ NUL │ workload id … its padding   │ room │
 *                └─────┴────────────┴─────┴─────────────────────────────┴──────┘
 */

export const K: usize = 1024;
export const H0: usize = 1280;

/** The hash values, 8 words. */
export const STATE: usize = 1408;

/** The working variables of the first block before its first round that differs between ids, 8 words. */
export const START: usize = 1536;

/** The message schedules of the blocks at work, 64 words. */
export const SCHEDULE: usize = 1664;

export const LANES: usize = 2688;
export const LANE_SIZE: usize = 1040;

/** The bytes of the ids, and a zero for each lane without one. */
export const LENGTHS: usize = LANES + 4 * LANE_SIZE;

/** The volume keys in the order of the ids, 32 bytes each; behind them room for one that the scalar core derives again. */
export const KEYS: usize = LENGTHS + 4 * 32;

/** The ids in UTF-8, one behind the other. */
export const TEXT: usize = KEYS + 33 * 32;
