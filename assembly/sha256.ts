/**
 * SHA-256, the hash computation of FIPS 180-4 §6.2.2, one block at a time in scalar instructions. The compiler puts the small
 * functions where they are called.
 */

import { H0, K } from "./constants";
import { BLOCK_SIZE, SCHEDULE, SCHEDULE_SIZE, STATE, STATE_SIZE } from "./memory";

// The six functions of §4.1.2. Ch and Maj are written with one operation less than there, which is the same function.

function ch(x: u32, y: u32, z: u32): u32 { return z ^ (x & (y ^ z)); }
function maj(x: u32, y: u32, z: u32): u32 { return (x & y) | (z & (x | y)); }
function SIGMA0(x: u32): u32 { return rotr(x, 2) ^ rotr(x, 13) ^ rotr(x, 22); }
function SIGMA1(x: u32): u32 { return rotr(x, 6) ^ rotr(x, 11) ^ rotr(x, 25); }
function sigma0(x: u32): u32 { return rotr(x, 7) ^ rotr(x, 18) ^ (x >> 3); }
function sigma1(x: u32): u32 { return rotr(x, 17) ^ rotr(x, 19) ^ (x >> 10); }

/**
 * T1 of §6.2.2 step 3, for the round whose word and constant lie at `t`, in bytes from the first. Its summands are added in
 * the order in which they are there: e, the last one made, takes the longest way.
 */
function t1(e: u32, f: u32, g: u32, h: u32, t: usize): u32 {
  return h + load<u32>(t, K) + load<u32>(t, SCHEDULE) + ch(e, f, g) + SIGMA1(e);
}

/** T2 of §6.2.2 step 3. */
function t2(a: u32, b: u32, c: u32): u32 {
  return SIGMA0(a) + maj(a, b, c);
}

/** Makes the word of the message schedule that lies 16 words behind `t` (§6.2.2 step 1). */
function schedule(t: usize): void {
  const w0 = load<u32>(t, SCHEDULE);
  const w1 = load<u32>(t, SCHEDULE + 4);
  const w9 = load<u32>(t, SCHEDULE + 36);
  const w14 = load<u32>(t, SCHEDULE + 56);
  store<u32>(t, sigma1(w14) + w9 + sigma0(w1) + w0, SCHEDULE + 64);
}

/** Adds a working variable to its word of the hash value (§6.2.2 step 4). */
function add(address: usize, x: u32): void {
  store<u32>(address, load<u32>(address) + x);
}

/** Sets the hash value to the initial one (§6.2.1). */
export function init(): void {
  for (let i: usize = 0; i < STATE_SIZE; i += 8) store<u64>(STATE + i, load<u64>(H0 + i));
}

/** Takes the blocks of the message from `block` up to `end` into the hash value. */
export function compress(block: usize, end: usize): void {
  for (; block < end; block += BLOCK_SIZE) {
    // The words of the message are big-endian (§3.1).
    for (let t: usize = 0; t < BLOCK_SIZE; t += 4) store<u32>(t, bswap(load<u32>(block + t)), SCHEDULE);

    let a = load<u32>(STATE), b = load<u32>(STATE + 4), c = load<u32>(STATE + 8), d = load<u32>(STATE + 12);
    let e = load<u32>(STATE + 16), f = load<u32>(STATE + 20), g = load<u32>(STATE + 24), h = load<u32>(STATE + 28);

    // As the standard writes them, and as fast as rounds unrolled: engines move working variables by renaming registers.
    // Rounds wait for each other, words of the schedule do not: so those are made in between.
    let t: usize = 0;
    for (; t < SCHEDULE_SIZE - BLOCK_SIZE; t += 4) {
      const x = t1(e, f, g, h, t), y = t2(a, b, c);
      h = g; g = f; f = e; e = d + x;
      d = c; c = b; b = a; a = x + y;
      schedule(t);
    }
    for (; t < SCHEDULE_SIZE; t += 4) {
      const x = t1(e, f, g, h, t), y = t2(a, b, c);
      h = g; g = f; f = e; e = d + x;
      d = c; c = b; b = a; a = x + y;
    }

    add(STATE, a); add(STATE + 4, b); add(STATE + 8, c); add(STATE + 12, d);
    add(STATE + 16, e); add(STATE + 20, f); add(STATE + 24, g); add(STATE + 28, h);
  }
}
