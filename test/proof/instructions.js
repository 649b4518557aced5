/**
 * What the instructions do that the module computes with, by Binaryen's numbers for them. An i32 is a word, a v128 the words of
 * its four lanes; an i64 is a bigint and an f64 a number, since the module makes neither of a message.
 *
 * Where an instruction takes a known number only, one that depends on the message is refused.
 */

import binaryen from "assemblyscript/binaryen";
import { byteOf, wordOf } from "./bytes.js";
import { add, and, not, or, rotr, shl, shr, sub, xor } from "./words.js";

/** @typedef {import("./words.js").Word} Word */
/** @typedef {Word[]} Vector */

/**
 * @param {Word} word
 * @param {string} what it is
 */
export function known(word, what) {
  if (typeof word !== "number") throw new Error(`${what} depends on the message`);
  return word;
}

/** @param {(x: number, y: number) => number | boolean} compute */
function onKnown(compute) {
  return (/** @type {Word} */ x, /** @type {Word} */ y) => {
    return Number(compute(known(x, "an operand"), known(y, "an operand"))) >>> 0;
  };
}

/** @param {(x: Word, n: number) => Word} shift by less than 32 */
function byKnown(shift) {
  return (/** @type {Word} */ x, /** @type {Word} */ n) => shift(x, known(n, "the count of a shift") % 32);
}

/** @param {(difference: number) => boolean} compute of what is left of both when they are in their normal forms */
function difference(compute) {
  return (/** @type {Word} */ x, /** @type {Word} */ y) => Number(compute(known(sub(x, y), "a comparison")));
}

/** @param {(x: Word, y: Word) => Word} compute */
function inLanes(compute) {
  return (/** @type {Vector} */ x, /** @type {Vector} */ y) => x.map((word, i) => compute(word, y[i] ?? 0));
}

/** @param {(x: Word, n: number) => Word} shift */
function shiftLanes(shift) {
  return (/** @type {Vector} */ x, /** @type {Word} */ n) => x.map((word) => byKnown(shift)(word, n));
}

/** @param {number} bits of an unsigned number, to which an f64 is truncated */
function truncate(bits) {
  return (/** @type {number} */ x) => {
    if (!(x > -1 && x < 2 ** bits)) throw new Error("trap: the number is out of range");
    return Math.trunc(x);
  };
}

/** @type {Record<number, (x: any) => any>} */
export const UNARY = {
  [binaryen.EqZInt32]: (x) => difference((n) => n === 0)(x, 0),
  [binaryen.WrapInt64]: (x) => Number(BigInt.asUintN(32, x)),
  [binaryen.ConvertUInt32ToFloat64]: (x) => known(x, "an operand"),
  [binaryen.TruncUFloat64ToInt32]: truncate(32),
  [binaryen.TruncUFloat64ToInt64]: (x) => BigInt(truncate(64)(x)),
  [binaryen.FloorFloat64]: Math.floor,
  [binaryen.SqrtFloat64]: Math.sqrt,
};

/** @type {Record<number, (x: any, y: any) => any>} */
export const BINARY = {
  [binaryen.AddInt32]: add,
  [binaryen.SubInt32]: sub,
  [binaryen.AndInt32]: and,
  [binaryen.OrInt32]: or,
  [binaryen.XorInt32]: xor,
  [binaryen.ShlInt32]: byKnown(shl),
  [binaryen.ShrUInt32]: byKnown(shr),
  [binaryen.RotRInt32]: byKnown(rotr),
  [binaryen.RotLInt32]: byKnown((x, n) => rotr(x, 32 - n)),
  [binaryen.MulInt32]: onKnown(Math.imul),
  [binaryen.RemUInt32]: onKnown((x, y) => x % y),
  [binaryen.EqInt32]: difference((n) => n === 0),
  [binaryen.NeInt32]: difference((n) => n !== 0),
  [binaryen.LtSInt32]: onKnown((x, y) => (x | 0) < (y | 0)),
  [binaryen.LtUInt32]: onKnown((x, y) => x < y),
  [binaryen.LeUInt32]: onKnown((x, y) => x <= y),
  [binaryen.GtUInt32]: onKnown((x, y) => x > y),
  [binaryen.GeUInt32]: onKnown((x, y) => x >= y),
  [binaryen.ShlInt64]: (x, n) => BigInt.asUintN(64, x << (n % 64n)),
  [binaryen.ShrUInt64]: (x, n) => x >> (n % 64n),
  [binaryen.AddFloat64]: (x, y) => x + y,
  [binaryen.SubFloat64]: (x, y) => x - y,
  [binaryen.MulFloat64]: (x, y) => x * y,
  [binaryen.DivFloat64]: (x, y) => x / y,
  [binaryen.AddVecI32x4]: inLanes(add),
  [binaryen.OrVec128]: inLanes(or),
  [binaryen.XorVec128]: inLanes(xor),
};

/** @type {Record<number, (x: Vector, n: Word) => Vector>} */
export const SHIFTS = {
  [binaryen.ShlVecI32x4]: shiftLanes(shl),
  [binaryen.ShrUVecI32x4]: shiftLanes(shr),
};

/** Bits of `x` where those of `mask` are one, else of `y`. @type {(x: Vector, y: Vector, mask: Vector) => Vector} */
export function bitselect(x, y, mask) {
  return inLanes(xor)(inLanes(and)(x, mask), inLanes(and)(y, mask.map(not)));
}

/** @type {(x: Vector, y: Vector, places: number[]) => Vector} */
export function shuffle(x, y, places) {
  const bytes = places.map((place) => byteOf([...x, ...y][place >> 2] ?? 0, place & 3));
  return [0, 4, 8, 12].map((i) => wordOf(bytes.slice(i, i + 4)));
}
