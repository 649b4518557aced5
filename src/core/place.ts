/** Ids that are looked at, at most: all of a batch's would cost 4 % of its time (measured). */
const LOOKS = 32;

/**
 * The place in a batch, 0 to `ids.length - 1`, of the key that is derived twice. It comes from the ids, which are public, and
 * not from `Math.random`, which some runtimes forbid, so that it differs from batch to batch. Of each id that is looked at,
 * its length and its last four characters count, where UUIDs and ids with a number differ.
 */
export function placeOf(ids: readonly string[]): number {
  let hash = ids.length;
  for (let at = 0; at < ids.length; at += 1 + ((ids.length / LOOKS) | 0)) {
    const id = ids[at] as string;
    hash = (31 * hash + id.length) | 0;
    for (let i = id.length - 1; i >= 0 && i > id.length - 5; i--) hash = (31 * hash + id.charCodeAt(i)) | 0;
  }
  return ((hash ^ (hash >>> 16)) >>> 0) % ids.length;
}
