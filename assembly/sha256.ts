/** SHA-256, the hash computation of FIPS 180-4 §6.2.2, one block at a time in scalar instructions. */

import { H0, K } from "./constants";
import { BLOCK_SIZE, STATE, STATE_SIZE } from "./memory";

// The six functions of §4.1.2. Ch and Maj are written with one operation less than there, which is the same function.

// @ts-ignore: decorator
@inline
function ch(x: u32, y: u32, z: u32): u32 {
  return z ^ (x & (y ^ z));
}

// @ts-ignore: decorator
@inline
function maj(x: u32, y: u32, z: u32): u32 {
  return (x & y) | (z & (x | y));
}

// @ts-ignore: decorator
@inline
function SIGMA0(x: u32): u32 {
  return rotr(x, 2) ^ rotr(x, 13) ^ rotr(x, 22);
}

// @ts-ignore: decorator
@inline
function SIGMA1(x: u32): u32 {
  return rotr(x, 6) ^ rotr(x, 11) ^ rotr(x, 25);
}

// @ts-ignore: decorator
@inline
function sigma0(x: u32): u32 {
  return rotr(x, 7) ^ rotr(x, 18) ^ (x >> 3);
}

// @ts-ignore: decorator
@inline
function sigma1(x: u32): u32 {
  return rotr(x, 17) ^ rotr(x, 19) ^ (x >> 10);
}

/** T1 of §6.2.2 step 3; `k` is the address of the round constant. */
// @ts-ignore: decorator
@inline
function t1(e: u32, f: u32, g: u32, h: u32, w: u32, k: usize): u32 {
  return h + SIGMA1(e) + ch(e, f, g) + load<u32>(k) + w;
}

/** T2 of §6.2.2 step 3. */
// @ts-ignore: decorator
@inline
function t2(a: u32, b: u32, c: u32): u32 {
  return SIGMA0(a) + maj(a, b, c);
}

/** Loads a word of the message, which is big-endian (§3.1). */
// @ts-ignore: decorator
@inline
function word(address: usize): u32 {
  return bswap(load<u32>(address));
}

/** Adds a working variable to its word of the hash value (§6.2.2 step 4). */
// @ts-ignore: decorator
@inline
function add(address: usize, x: u32): void {
  store<u32>(address, load<u32>(address) + x);
}

/** Sets the hash value to the initial one (§6.2.1). */
export function init(): void {
  for (let i: usize = 0; i < STATE_SIZE; i += 8) store<u64>(STATE + i, load<u64>(H0 + i));
}

/**
 * Takes the blocks of the message from `block` up to `end` into the hash value.
 *
 * The message schedule is a ring of 16 words in locals, w0 to wf. One turn of the inner loop is 16 rounds with the ring
 * as it is, then 16 steps of the schedule that renew it: four turns, three renewals. Instead of moving the working
 * variables along, each round takes them under names moved by one; after 8 rounds the names are back.
 *
 * All in locals beats the ring in memory on V8 and is level with it on JavaScriptCore, and rolled up so it is a quarter
 * the size of 64 rounds written out, which are no faster.
 */
export function compress(block: usize, end: usize): void {
  for (; block < end; block += BLOCK_SIZE) {
    let w0 = word(block), w1 = word(block + 4), w2 = word(block + 8), w3 = word(block + 12);
    let w4 = word(block + 16), w5 = word(block + 20), w6 = word(block + 24), w7 = word(block + 28);
    let w8 = word(block + 32), w9 = word(block + 36), wa = word(block + 40), wb = word(block + 44);
    let wc = word(block + 48), wd = word(block + 52), we = word(block + 56), wf = word(block + 60);

    let a = load<u32>(STATE), b = load<u32>(STATE + 4), c = load<u32>(STATE + 8), d = load<u32>(STATE + 12);
    let e = load<u32>(STATE + 16), f = load<u32>(STATE + 20), g = load<u32>(STATE + 24), h = load<u32>(STATE + 28);

    for (let k = K; ; ) {
      h = t1(e, f, g, h, w0, k); d += h; h += t2(a, b, c);
      g = t1(d, e, f, g, w1, k + 4); c += g; g += t2(h, a, b);
      f = t1(c, d, e, f, w2, k + 8); b += f; f += t2(g, h, a);
      e = t1(b, c, d, e, w3, k + 12); a += e; e += t2(f, g, h);
      d = t1(a, b, c, d, w4, k + 16); h += d; d += t2(e, f, g);
      c = t1(h, a, b, c, w5, k + 20); g += c; c += t2(d, e, f);
      b = t1(g, h, a, b, w6, k + 24); f += b; b += t2(c, d, e);
      a = t1(f, g, h, a, w7, k + 28); e += a; a += t2(b, c, d);
      h = t1(e, f, g, h, w8, k + 32); d += h; h += t2(a, b, c);
      g = t1(d, e, f, g, w9, k + 36); c += g; g += t2(h, a, b);
      f = t1(c, d, e, f, wa, k + 40); b += f; f += t2(g, h, a);
      e = t1(b, c, d, e, wb, k + 44); a += e; e += t2(f, g, h);
      d = t1(a, b, c, d, wc, k + 48); h += d; d += t2(e, f, g);
      c = t1(h, a, b, c, wd, k + 52); g += c; c += t2(d, e, f);
      b = t1(g, h, a, b, we, k + 56); f += b; b += t2(c, d, e);
      a = t1(f, g, h, a, wf, k + 60); e += a; a += t2(b, c, d);

      k += 64;
      if (k == K + 256) break;

      w0 += sigma1(we) + w9 + sigma0(w1);
      w1 += sigma1(wf) + wa + sigma0(w2);
      w2 += sigma1(w0) + wb + sigma0(w3);
      w3 += sigma1(w1) + wc + sigma0(w4);
      w4 += sigma1(w2) + wd + sigma0(w5);
      w5 += sigma1(w3) + we + sigma0(w6);
      w6 += sigma1(w4) + wf + sigma0(w7);
      w7 += sigma1(w5) + w0 + sigma0(w8);
      w8 += sigma1(w6) + w1 + sigma0(w9);
      w9 += sigma1(w7) + w2 + sigma0(wa);
      wa += sigma1(w8) + w3 + sigma0(wb);
      wb += sigma1(w9) + w4 + sigma0(wc);
      wc += sigma1(wa) + w5 + sigma0(wd);
      wd += sigma1(wb) + w6 + sigma0(we);
      we += sigma1(wc) + w7 + sigma0(wf);
      wf += sigma1(wd) + w8 + sigma0(w0);
    }

    add(STATE, a); add(STATE + 4, b); add(STATE + 8, c); add(STATE + 12, d);
    add(STATE + 16, e); add(STATE + 20, f); add(STATE + 24, g); add(STATE + 28, h);
  }
}
