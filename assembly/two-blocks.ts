/**
 * SHA-256 of one message: the hash computation of FIPS 180-4 §6.2.2, two blocks at a time.
 *
 * A round waits for the round before it, so the processor is idle most of the time. The message schedules of two successive
 * blocks wait for neither: both are made at once in SIMD, two words of each in a v128, in between the scalar rounds of the
 * first block. The rounds of the second block then find their words made.
 *
 * ```text
 *    SCHEDULE:  first block's word t │ second's word t │ first's word t + 1 │ second's word t + 1 │ …
 *               ╰────────────────────── one v128, t even ─────────────────────────────────────────╯
 * ```
 *
 * `t` is the number of a word times 8, the bytes from one word of a block to its next.
 */

import { H0, K } from "./constants";
import { add4, ch, SIGMA0, sigma0, sigma0x4, SIGMA1, sigma1, sigma1x4 } from "./functions";
import { BLOCK_SIZE, HASH, HASH_SIZE, SCHEDULE, SCHEDULE_SIZE } from "./memory";

/** Bytes from a word of the schedules to the one 16 behind it. */
const SIXTEEN: usize = 16 * 8;

/** Sets the hash value to the initial one (§6.2.1). */
export function init(): void {
  v128.store(HASH, v128.load(H0));
  v128.store(HASH + 16, v128.load(H0 + 16));
}

/** Puts the words of the block at `block` and of the one behind it, big-endian (§3.1), into the schedules. */
function schedule(block: usize): void {
  for (let i: usize = 0; i < BLOCK_SIZE; i += 4) {
    store<u32>(2 * i, bswap(load<u32>(block + i)), SCHEDULE);
    store<u32>(2 * i, bswap(load<u32>(block + i, BLOCK_SIZE)), SCHEDULE + 4);
  }
}

/** Makes the words 16 behind `t`, two of each schedule (§6.2.2 step 1). After that nothing but a round takes those at `t`. */
function extend(t: usize): void {
  const w16 = v128.load(t, SCHEDULE);
  const w15 = v128.load(t, SCHEDULE + 1 * 8);
  const w7 = v128.load(t, SCHEDULE + 9 * 8);
  const w2 = v128.load(t, SCHEDULE + 14 * 8);
  v128.store(t, add4(add4(sigma1x4(w2), w7), add4(sigma0x4(w15), w16)), SCHEDULE + SIXTEEN);
  addK(t);
}

/** Adds the round constants to the words at `t`, two of each schedule, as step 3 does. */
function addK(t: usize): void {
  const k = v128.load64_zero(t / 2, K);
  const kk = i8x16.shuffle(k, k, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7);
  v128.store(t, add4(v128.load(t, SCHEDULE), kk), SCHEDULE);
}

/** The word of a schedule at `t`, or 4 behind it, without its round constant. */
function word(t: usize): u32 {
  return load<u32>(t, SCHEDULE) - load<u32>((t & ~7) / 2, K);
}

/**
 * Computes the last two words of both schedules again in scalar instructions, and traps where one differs. That finds a fault
 * which every step of the SIMD shares, such as an instruction that the engine compiles wrong. A fault in one step alone shows
 * only if it is in the steps that these words are made of.
 */
function check(): void {
  for (let t = SCHEDULE_SIZE - 16; t < SCHEDULE_SIZE; t += 4) {
    const w = sigma1(word(t - 2 * 8)) + word(t - 7 * 8) + sigma0(word(t - 15 * 8)) + word(t - 16 * 8);
    if (word(t) != w) unreachable();
  }
}

/** T1 of §6.2.2 step 3, its summands in the order in which they are there: e, the last one made, takes the longest way. */
function t1(e: u32, f: u32, g: u32, h: u32, t: usize): u32 {
  return h + load<u32>(t, SCHEDULE) + (ch(e, f, g) + SIGMA1(e));
}

/** T2 of §6.2.2 step 3. Maj(a, b, c) is b, unless b differs from both a and c: then it is a. b ^ c is the a ^ b of the round before. */
function t2(a: u32, b: u32, ab: u32, bc: u32): u32 {
  return SIGMA0(a) + (b ^ (ab & bc));
}

/** Adds a working variable to its word of the hash value (§6.2.2 step 4). */
function add(address: usize, x: u32): void {
  store<u32>(address, load<u32>(address) + x);
}

/** Takes the blocks of the message from `block` up to `end` into the hash value. Reads one block more where they are odd. */
export function compress(block: usize, end: usize): void {
  for (; block < end; block += 2 * BLOCK_SIZE) {
    schedule(block);
    const both: usize = block + BLOCK_SIZE < end ? 8 : 4;
    for (let second: usize = 0; second < both; second += 4) {
      let a = load<u32>(HASH), b = load<u32>(HASH + 4), c = load<u32>(HASH + 8), d = load<u32>(HASH + 12);
      let e = load<u32>(HASH + 16), f = load<u32>(HASH + 20), g = load<u32>(HASH + 24), h = load<u32>(HASH + 28);
      let bc = b ^ c;

      // One round a turn, as the standard writes them, is as fast as rounds unrolled: engines move working variables by
      // renaming registers.
      let t = second;
      if (!second) {
        for (; t < SCHEDULE_SIZE - SIXTEEN; t += 8) {
          if (!(t & 8)) extend(t);
          const ab = a ^ b, x = t1(e, f, g, h, t), y = t2(a, b, ab, bc);
          h = g; g = f; f = e; e = d + x;
          d = c; c = b; b = a; a = x + y; bc = ab;
        }
        for (let last = t; last < SCHEDULE_SIZE; last += 16) addK(last);
        check();
      }
      for (; t < SCHEDULE_SIZE; t += 8) {
        const ab = a ^ b, x = t1(e, f, g, h, t), y = t2(a, b, ab, bc);
        h = g; g = f; f = e; e = d + x;
        d = c; c = b; b = a; a = x + y; bc = ab;
      }

      add(HASH, a); add(HASH + 4, b); add(HASH + 8, c); add(HASH + 12, d);
      add(HASH + 16, e); add(HASH + 20, f); add(HASH + 24, g); add(HASH + 28, h);
    }
  }
}
