import { KEY_SIZE, newKey, wipe } from "../bytes.ts";
import { currentCore, currentLanes, giveUpLanes } from "./choice.ts";
import type { Take } from "./core.ts";
import { disagreement } from "./x4.ts";

/** Ids from which on four lanes are faster than the scalar core. */
const MIN_LANES = 4;

/** Counts the batches, so that each checks a key at another place. */
let batches = 0;

/**
 * Derives the keys of well-formed ids, four at a time where there is a core for it, and hands them on in order. One of each
 * batch is derived again by the scalar core: engines have shipped SIMD that went wrong only once code was optimised.
 *
 * @throws {VolumeKeyError} `core/self-test` when that key disagrees; SIMD is off from then on
 */
export function deriveBatch(secretKey: Uint8Array, ids: readonly string[], take: Take): void {
  const core = currentCore();
  const lanes = ids.length < MIN_LANES ? undefined : currentLanes();
  // The result, or another thread, may change the secret key under way.
  const copy = newKey(secretKey);
  const key = newKey();
  try {
    if (lanes === undefined) {
      ids.forEach((id, i) => {
        core.derive(copy, id, key, 0);
        take(key, i);
      });
      return;
    }
    const place = batches++ % ids.length;
    core.derive(copy, ids[place] as string, key, 0);
    lanes.derive(copy, ids, (keys, first) => {
      const at = KEY_SIZE * (place - first);
      if (0 <= at && at < keys.length && key.some((byte, i) => byte !== keys[at + i])) {
        giveUpLanes();
        throw disagreement();
      }
      take(keys, first);
    });
  } finally {
    wipe(copy, key);
  }
}
