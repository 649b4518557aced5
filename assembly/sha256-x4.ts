/** SHA-256 of four messages at a time: FIPS 180-4 §6.2.2 in 128-bit SIMD, as sha256.ts has it in scalar instructions. */

import { H0, K, LANE_SIZE, LANES, SCHEDULE, STATE } from "./memory-x4";

/** Rounds that take nothing but the prefix's 13 words, in bytes of the schedules. */
export const ABSORBED: usize = 13 * 16;

/** All 64 rounds, in bytes of the schedules. */
export const ALL: usize = 64 * 16;

// @ts-ignore: decorator
@inline
function add(x: v128, y: v128): v128 {
  return i32x4.add(x, y);
}

// @ts-ignore: decorator
@inline
function xor(x: v128, y: v128, z: v128): v128 {
  return v128.xor(v128.xor(x, y), z);
}

// @ts-ignore: decorator
@inline
function rotr(x: v128, n: i32): v128 {
  return v128.or(i32x4.shr_u(x, n), i32x4.shl(x, 32 - n));
}

// The functions of §4.1.2. Ch takes y where x has a one; Maj takes y where x and z differ, and x where they agree.

// @ts-ignore: decorator
@inline
function ch(x: v128, y: v128, z: v128): v128 {
  return v128.bitselect(y, z, x);
}

// @ts-ignore: decorator
@inline
function maj(x: v128, y: v128, z: v128): v128 {
  return v128.bitselect(y, x, v128.xor(x, z));
}

// @ts-ignore: decorator
@inline
function t1(e: v128, f: v128, g: v128, h: v128, t: usize): v128 {
  const SIGMA1 = xor(rotr(e, 6), rotr(e, 11), rotr(e, 25));
  return add(add(add(h, add(v128.load(t, SCHEDULE), v128.load32_splat(t >> 2, K))), ch(e, f, g)), SIGMA1);
}

// @ts-ignore: decorator
@inline
function t2(a: v128, b: v128, c: v128): v128 {
  return add(xor(rotr(a, 2), rotr(a, 13), rotr(a, 22)), maj(a, b, c));
}

/** Sets the hash values to the initial one (§6.2.1). */
export function init(): void {
  for (let i: usize = 0; i < 32; i += 4) v128.store(STATE + 4 * i, v128.load32_splat(H0 + i));
}

/**
 * Puts the words of the lanes' blocks at `block` into the message schedules (§6.2.2 step 1). Words are big-endian (§3.1), and
 * one of each lane goes into a v128.
 */
export function schedule(block: usize): void {
  for (let i: usize = 0; i < 64; i += 4) {
    const word = LANES + block + i;
    let w = v128.load32_zero(word);
    w = v128.load_lane<u32>(word, w, 1, LANE_SIZE);
    w = v128.load_lane<u32>(word, w, 2, 2 * LANE_SIZE);
    w = v128.load_lane<u32>(word, w, 3, 3 * LANE_SIZE);
    v128.store(4 * i, i8x16.shuffle(w, w, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12), SCHEDULE);
  }
}

/** Makes the words of the message schedules for the round that comes 3 after `t` (§6.2.2 step 1). */
// @ts-ignore: decorator
@inline
function extend(t: usize): void {
  const w2 = v128.load(t, SCHEDULE + 16);
  const w7 = v128.load(t, SCHEDULE - 4 * 16);
  const w15 = v128.load(t, SCHEDULE - 12 * 16);
  const w16 = v128.load(t, SCHEDULE - 13 * 16);
  const sigma0 = xor(rotr(w15, 7), rotr(w15, 18), i32x4.shr_u(w15, 3));
  const sigma1 = xor(rotr(w2, 17), rotr(w2, 19), i32x4.shr_u(w2, 10));
  v128.store(t, add(add(sigma1, w7), add(sigma0, w16)), SCHEDULE + 3 * 16);
}

/**
 * Does rounds (§6.2.2 step 3) on the working variables at `from`. Leaves them at `to`, or where that is STATE, adds them to
 * the hash values (step 4).
 *
 * Rounds wait for each other, words of the schedule do not: made in between, they cost half. The first 13 rounds take words
 * of the block alone, and from then on each makes the words of the third after it, until there are all 64.
 *
 * @param t the first round, 0 or ABSORBED
 * @param end behind the last round, ABSORBED or ALL
 */
export function rounds(t: usize, end: usize, from: usize, to: usize): void {
  let a = v128.load(from), b = v128.load(from, 16), c = v128.load(from, 32), d = v128.load(from, 48);
  let e = v128.load(from, 64), f = v128.load(from, 80), g = v128.load(from, 96), h = v128.load(from, 112);

  while (true) {
    for (const pause: usize = t <= ABSORBED ? ABSORBED : end; t < pause; t += 16) {
      const x = t1(e, f, g, h, t), y = t2(a, b, c);
      h = g; g = f; f = e; e = add(d, x);
      d = c; c = b; b = a; a = add(x, y);
    }
    if (t == end) break;
    for (; t < ALL - 3 * 16; t += 16) {
      const x = t1(e, f, g, h, t), y = t2(a, b, c);
      h = g; g = f; f = e; e = add(d, x);
      d = c; c = b; b = a; a = add(x, y);
      extend(t);
    }
  }

  if (to == STATE) {
    a = add(a, v128.load(STATE)); b = add(b, v128.load(STATE, 16));
    c = add(c, v128.load(STATE, 32)); d = add(d, v128.load(STATE, 48));
    e = add(e, v128.load(STATE, 64)); f = add(f, v128.load(STATE, 80));
    g = add(g, v128.load(STATE, 96)); h = add(h, v128.load(STATE, 112));
  }
  v128.store(to, a); v128.store(to, b, 16); v128.store(to, c, 32); v128.store(to, d, 48);
  v128.store(to, e, 64); v128.store(to, f, 80); v128.store(to, g, 96); v128.store(to, h, 112);
}
