/**
 * The functions of FIPS 180-4 §4.1.2: on one word in scalar instructions and, with a 4 in their names, on four words at a time
 * in 128-bit SIMD. The compiler puts them where they are called.
 */

export function ch(x: u32, y: u32, z: u32): u32 { return z ^ (x & (y ^ z)); } // one operation less than there
export function SIGMA0(x: u32): u32 { return rotr(x, 2) ^ rotr(x, 13) ^ rotr(x, 22); }
export function SIGMA1(x: u32): u32 { return rotr(x, 6) ^ rotr(x, 11) ^ rotr(x, 25); }
export function sigma0(x: u32): u32 { return rotr(x, 7) ^ rotr(x, 18) ^ (x >> 3); }
export function sigma1(x: u32): u32 { return rotr(x, 17) ^ rotr(x, 19) ^ (x >> 10); }

export function add4(x: v128, y: v128): v128 { return i32x4.add(x, y); }
function xor4(x: v128, y: v128, z: v128): v128 { return v128.xor(v128.xor(x, y), z); }
function rotr4(x: v128, n: i32): v128 { return v128.or(i32x4.shr_u(x, n), i32x4.shl(x, 32 - n)); }

/** Takes y where x has a one, else z. */
export function ch4(x: v128, y: v128, z: v128): v128 { return v128.bitselect(y, z, x); }

/** Takes y where x and z differ, else x. */
export function maj4(x: v128, y: v128, z: v128): v128 { return v128.bitselect(y, x, v128.xor(x, z)); }

export function SIGMA0x4(x: v128): v128 { return xor4(rotr4(x, 2), rotr4(x, 13), rotr4(x, 22)); }
export function SIGMA1x4(x: v128): v128 { return xor4(rotr4(x, 6), rotr4(x, 11), rotr4(x, 25)); }
export function sigma0x4(x: v128): v128 { return xor4(rotr4(x, 7), rotr4(x, 18), i32x4.shr_u(x, 3)); }
export function sigma1x4(x: v128): v128 { return xor4(rotr4(x, 17), rotr4(x, 19), i32x4.shr_u(x, 10)); }
