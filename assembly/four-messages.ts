/** SHA-256 of four messages at a time: FIPS 180-4 §6.2.2 in SIMD, the four of them in the lanes of each v128. */

import { H0, K } from "./constants";
import { add4, ch4, maj4, SIGMA0x4, sigma0x4, SIGMA1x4, sigma1x4 } from "./functions";
import { BLOCK_SIZE, HASH_SIZE, HASHES, LANE_SIZE, LANES, SCHEDULES } from "./memory";

/** Rounds that take nothing but the prefix's 13 words, in bytes of the schedules. */
export const PREFIX_ROUNDS: usize = 13 * 16;

/** All 64 rounds, in bytes of the schedules. */
export const ALL_ROUNDS: usize = 64 * 16;

/** Makes the words of the schedules for the round that comes 3 after `t` (§6.2.2 step 1). */
function extend(t: usize): void {
  const w2 = v128.load(t, SCHEDULES + 16);
  const w7 = v128.load(t, SCHEDULES - 4 * 16);
  const w15 = v128.load(t, SCHEDULES - 12 * 16);
  const w16 = v128.load(t, SCHEDULES - 13 * 16);
  v128.store(t, add4(add4(sigma1x4(w2), w7), add4(sigma0x4(w15), w16)), SCHEDULES + 3 * 16);
}

/** T1 of §6.2.2 step 3, for the round whose words lie at `t`, in bytes of the schedules. */
function t1(e: v128, f: v128, g: v128, h: v128, t: usize): v128 {
  return add4(add4(add4(h, add4(v128.load(t, SCHEDULES), v128.load32_splat(t / 4, K))), ch4(e, f, g)), SIGMA1x4(e));
}

/** T2 of §6.2.2 step 3. */
function t2(a: v128, b: v128, c: v128): v128 {
  return add4(SIGMA0x4(a), maj4(a, b, c));
}

/**
 * Does rounds (§6.2.2 step 3) of a block of each lane, on the working variables at `from`. Leaves them at `to`, or where that is
 * HASHES, adds them to the hash values (step 4).
 *
 * Rounds wait for each other, words of the schedule do not: made in between, they cost half. The first 13 rounds take words
 * of the block alone, and from then on each makes the words of the third after it, until there are all 64.
 *
 * @param block where the block lies in its lane; before the first, the hash values are set to the initial one (§6.2.1)
 * @param t the first round, 0 or PREFIX_ROUNDS
 * @param end behind the last round, PREFIX_ROUNDS or ALL_ROUNDS
 */
export function compress4(block: usize, t: usize, end: usize, from: usize, to: usize): void {
  // The words, big-endian (§3.1), go into the schedules (§6.2.2 step 1).
  for (let i: usize = 0; i < BLOCK_SIZE; i += 4) {
    const word = LANES + block + i;
    let w = v128.load32_zero(word);
    w = v128.load_lane<u32>(word, w, 1, LANE_SIZE);
    w = v128.load_lane<u32>(word, w, 2, 2 * LANE_SIZE);
    w = v128.load_lane<u32>(word, w, 3, 3 * LANE_SIZE);
    v128.store(4 * i, i8x16.shuffle(w, w, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12), SCHEDULES);
    if (!block && i < HASH_SIZE) v128.store(4 * i, v128.load32_splat(H0 + i), HASHES);
  }

  let a = v128.load(from), b = v128.load(from, 16), c = v128.load(from, 32), d = v128.load(from, 48);
  let e = v128.load(from, 64), f = v128.load(from, 80), g = v128.load(from, 96), h = v128.load(from, 112);

  while (true) {
    for (const pause: usize = t <= PREFIX_ROUNDS ? PREFIX_ROUNDS : end; t < pause; t += 16) {
      const x = t1(e, f, g, h, t), y = t2(a, b, c);
      h = g; g = f; f = e; e = add4(d, x);
      d = c; c = b; b = a; a = add4(x, y);
    }
    if (t == end) break;
    for (; t < ALL_ROUNDS - 3 * 16; t += 16) {
      const x = t1(e, f, g, h, t), y = t2(a, b, c);
      h = g; g = f; f = e; e = add4(d, x);
      d = c; c = b; b = a; a = add4(x, y);
      extend(t);
    }
  }

  if (to == HASHES) {
    a = add4(a, v128.load(HASHES)); b = add4(b, v128.load(HASHES, 16));
    c = add4(c, v128.load(HASHES, 32)); d = add4(d, v128.load(HASHES, 48));
    e = add4(e, v128.load(HASHES, 64)); f = add4(f, v128.load(HASHES, 80));
    g = add4(g, v128.load(HASHES, 96)); h = add4(h, v128.load(HASHES, 112));
  }
  v128.store(to, a); v128.store(to, b, 16); v128.store(to, c, 32); v128.store(to, d, 48);
  v128.store(to, e, 64); v128.store(to, f, 80); v128.store(to, g, 96); v128.store(to, h, 112);
}
