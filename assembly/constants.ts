/**
 * The constants, in the order of their addresses: the compiler lays `memory.data` one after the other. They are drawn in
 * memory.ts. Nothing writes to K, H0 and TAG once the module is instantiated.
 */

/** The round constants of SHA-256, 64 words (FIPS 180-4 §4.2.2). */
export const K: usize = memory.data(256);

/** The initial hash value of SHA-256, 8 words (FIPS 180-4 §5.3.3). */
export const H0: usize = memory.data(32);

/** Room for the hash value, 8 words, so that TAG begins at a multiple of 64. */
export const ROOM: usize = memory.data(32);

/** "paygress-volume-v1" and a NUL, 19 bytes. */
export const TAG: usize = memory.data<u8>([
  0x70, 0x61, 0x79, 0x67, 0x72, 0x65, 0x73, 0x73, 0x2d, 0x76, 0x6f, 0x6c, 0x75, 0x6d, 0x65, 0x2d, 0x76, 0x31, 0x00,
]);

/** The first 32 bits of the fractional part of `x`. */
function fraction(x: f64): u32 {
  return <u32>((x - floor(x)) * 4294967296);
}

/**
 * Computes the constants as the standard defines them, of the square roots of the first 8 primes and the cube roots of the
 * first 64: that takes three quarters of the bytes that they would take here. WebAssembly's f64 arithmetic is exact to the
 * bit on every engine, and 18 bits more exact than is needed.
 */
function compute(): void {
  let n: usize = 0;
  for (let p: u32 = 2; n < 64; p++) {
    let divisor: u32 = 2;
    while (p % divisor) divisor++;
    if (divisor < p) continue;

    if (n < 8) store<u32>(4 * n, fraction(sqrt<f64>(p)), H0);
    let root: f64 = 8; // the largest is below 7
    for (let i = 0; i < 16; i++) root -= (root - p / (root * root)) / 3; // Newton's method
    store<u32>(4 * n, fraction(root), K);
    n++;
  }
}

compute();
