import { KEY_SIZE } from "../bytes.ts";
import { VolumeKeyError } from "../errors.ts";
import { currentCore, currentLanes, giveUpLanes } from "./choice.ts";
import type { Take } from "./core.ts";
import { placeOf } from "./place.ts";

/** Ids from which on four lanes are faster than the scalar core. */
const MIN_LANES = 4;

/**
 * Derives the keys of well-formed ids, four at a time where there is a core for it, and hands them on in order. One of each
 * such batch is derived again by the scalar core: engines have shipped SIMD that went wrong only once code was optimised.
 *
 * @throws {VolumeKeyError} `core/self-test` when that key disagrees; SIMD is off from then on
 */
export function deriveBatch(secretKey: Uint8Array, ids: readonly string[], take: Take): void {
  const lanes = ids.length < MIN_LANES ? undefined : currentLanes();
  if (lanes === undefined) {
    deriveOneByOne(secretKey, ids, take);
    return;
  }
  try {
    lanes.derive(secretKey, ids, placeOf(ids), take);
  } catch (error) {
    if (error instanceof VolumeKeyError) giveUpLanes();
    throw error;
  }
}

function deriveOneByOne(secretKey: Uint8Array, ids: readonly string[], take: Take): void {
  const core = currentCore();
  const room = new Uint8Array(new ArrayBuffer(2 * KEY_SIZE));
  const copy = room.subarray(0, KEY_SIZE);
  const key = room.subarray(KEY_SIZE);
  try {
    copy.set(secretKey); // since the result may lie over it
    for (let i = 0; i < ids.length; i++) {
      core.derive(copy, ids[i] as string, key, 0);
      take(key, i);
    }
  } finally {
    room.fill(0);
  }
}
