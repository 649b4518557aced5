/** What is measured, by the names that the tables have for it. */

/** The ids whose keys are derived one by one, and how many different ones a turn takes. */
export const IDS = {
  UUID: { count: 1024, length: 36 },
  "1 KiB": { count: 16, length: 1024 },
  "64 KiB": { count: 16, length: 65_536 },
};

/** The sizes of batches of UUIDs. The largest is measured among all others, as part of the job UUID. */
export const BATCHES = { "4 UUIDs": 4, "16 UUIDs": 16, "64 UUIDs": 64 };

/**
 * @typedef {object} Sample what one contender took for a job
 * @property {string} name
 * @property {Kind} kind
 * @property {number[]} times nanoseconds a key, round by round
 *
 * @typedef {"ours" | "beside" | "portable" | "native" | "awaited"} Kind `beside`: another build of ours; `portable`: a peer in
 *   Wasm or JavaScript; `native`: what only some runtimes have; `awaited`: what returns a promise
 *
 * @typedef {Record<string, Sample[]>} Measured by job
 */
