/**
 * The instructions that the module computes with, but for its control flow. An i32 is a word, a v128 the words of its four
 * lanes. An i64 is a bigint and an f64 a number, always known: the module makes neither of a message.
 *
 * What selects, what addresses and what is compared must not depend on the message. Nor must any other operand that has to be
 * known here, such as the count of a shift.
 */

import binaryen from "assemblyscript/binaryen";
import { byteOf, wordOf } from "./bytes.js";
import { add, and, not, or, rotr, shl, shr, sub, xor } from "./words.js";

/** @typedef {import("./words.js").Word} Word */
/** @typedef {Word[]} Vector */
/** @typedef {import("./machine.js").Memory} Memory */

/**
 * @param {Word} word
 * @param {string} what it is
 */
export function known(word, what) {
  if (typeof word !== "number") throw new Error(`${what} depends on the message`);
  return word;
}

/** @param {(x: number, y: number) => number | boolean} compute */
function ofKnown(compute) {
  return (/** @type {Word} */ x, /** @type {Word} */ y) => {
    return Number(compute(known(x, "an operand"), known(y, "an operand"))) >>> 0;
  };
}

/** Compares by the difference, which is known to be 0 if both words come out the same. @param {(n: number) => boolean} compute */
function ofDifference(compute) {
  return (/** @type {Word} */ x, /** @type {Word} */ y) => Number(compute(known(sub(x, y), "a comparison")));
}

/** @param {(x: Word, n: number) => Word} shift by less than 32 */
function byKnown(shift) {
  return (/** @type {Word} */ x, /** @type {Word} */ n) => shift(x, known(n, "the count of a shift") % 32);
}

/** @param {(x: Word, y: Word) => Word} compute */
function inLanes(compute) {
  return (/** @type {Vector} */ x, /** @type {Vector} */ y) => x.map((word, i) => compute(word, y[i] ?? 0));
}

/** @param {number} bits of the unsigned integer that an f64 is truncated to */
function truncate(bits) {
  return (/** @type {number} */ x) => {
    if (!(x > -1 && x < 2 ** bits)) throw new Error("trap: out of range");
    return Math.trunc(x);
  };
}

/** By Binaryen's numbers for them. @type {Record<number, (x: any) => any>} */
const UNARY = {
  [binaryen.EqZInt32]: (x) => ofDifference((n) => n === 0)(x, 0),
  [binaryen.WrapInt64]: (x) => Number(BigInt.asUintN(32, x)),
  [binaryen.ConvertUInt32ToFloat64]: (x) => known(x, "an operand"),
  [binaryen.TruncUFloat64ToInt32]: truncate(32),
  [binaryen.TruncUFloat64ToInt64]: (x) => BigInt(truncate(64)(x)),
  [binaryen.FloorFloat64]: Math.floor,
  [binaryen.SqrtFloat64]: Math.sqrt,
};

/** @type {Record<number, (x: any, y: any) => any>} */
const BINARY = {
  [binaryen.AddInt32]: add,
  [binaryen.SubInt32]: sub,
  [binaryen.AndInt32]: and,
  [binaryen.OrInt32]: or,
  [binaryen.XorInt32]: xor,
  [binaryen.ShlInt32]: byKnown(shl),
  [binaryen.ShrUInt32]: byKnown(shr),
  [binaryen.RotRInt32]: byKnown(rotr),
  [binaryen.RotLInt32]: byKnown((x, n) => rotr(x, 32 - n)),
  [binaryen.MulInt32]: ofKnown(Math.imul),
  [binaryen.RemUInt32]: ofKnown((x, y) => x % y), // by 0, which traps, the start function does not divide
  [binaryen.EqInt32]: ofDifference((n) => n === 0),
  [binaryen.NeInt32]: ofDifference((n) => n !== 0),
  [binaryen.LtSInt32]: ofKnown((x, y) => (x | 0) < (y | 0)),
  [binaryen.LtUInt32]: ofKnown((x, y) => x < y),
  [binaryen.LeUInt32]: ofKnown((x, y) => x <= y),
  [binaryen.GtUInt32]: ofKnown((x, y) => x > y),
  [binaryen.GeUInt32]: ofKnown((x, y) => x >= y),
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
const SHIFTS = {
  [binaryen.ShlVecI32x4]: (x, n) => x.map((word) => byKnown(shl)(word, n)),
  [binaryen.ShrUVecI32x4]: (x, n) => x.map((word) => byKnown(shr)(word, n)),
};

/** Bits of `x` where those of the mask are one, else of `y`. @type {(x: Vector, y: Vector, mask: Vector) => Vector} */
function bitselect(x, y, mask) {
  return inLanes(xor)(inLanes(and)(x, mask), inLanes(and)(y, mask.map(not)));
}

/** Bytes of both, by their places. @type {(x: Vector, y: Vector, places: number[]) => Vector} */
function shuffle(x, y, places) {
  const bytes = places.map((place) => byteOf([...x, ...y][place >> 2] ?? 0, place % 4));
  return [0, 4, 8, 12].map((i) => wordOf(bytes.slice(i, i + 4)));
}

/** @type {Record<number, (memory: Memory, address: number) => Vector>} */
const LOADS = {
  [binaryen.Load32SplatVec128]: (memory, address) => Array(4).fill(memory.load(address, 1)[0]),
  [binaryen.Load32ZeroVec128]: (memory, address) => [...memory.load(address, 1), 0, 0, 0],
  [binaryen.Load64ZeroVec128]: (memory, address) => [...memory.load(address, 2), 0, 0],
};

/**
 * Each kind of instruction: its operands, in the order of their evaluation, and what it makes of them. `undefined` where the
 * module has no such instruction.
 *
 * @type {Record<number, [operands: string, operation: (info: any, memory: Memory) => ((...operands: any[]) => any) | undefined]>}
 */
export const KINDS = {
  [binaryen.UnaryId]: ["value", ({ op }) => UNARY[op]],
  [binaryen.BinaryId]: ["left right", ({ op }) => BINARY[op]],
  [binaryen.SIMDShiftId]: ["vec shift", ({ op }) => SHIFTS[op]],
  [binaryen.SIMDTernaryId]: ["a b c", ({ op }) => (op === binaryen.BitselectVec128 ? bitselect : undefined)],
  [binaryen.SIMDShuffleId]: [
    "left right",
    ({ mask }) =>
      (x, y) =>
        shuffle(x, y, mask),
  ],
  [binaryen.SelectId]: [
    "ifTrue ifFalse condition",
    () => (x, y, condition) => (known(condition, "a selection") ? x : y),
  ],
  [binaryen.LoadId]: [
    "ptr",
    ({ type, bytes, offset }, memory) => {
      if (type === binaryen.v128) return (base) => memory.load(addressOf(base, offset), 4);
      return type === binaryen.i32 && bytes === 4 ? (base) => memory.load(addressOf(base, offset), 1)[0] : undefined;
    },
  ],
  [binaryen.SIMDLoadId]: [
    "ptr",
    ({ op, offset }, memory) => {
      const load = LOADS[op];
      return load && ((base) => load(memory, addressOf(base, offset)));
    },
  ],
  [binaryen.SIMDLoadStoreLaneId]: [
    "ptr vec",
    ({ op, offset, index }, memory) => {
      if (op !== binaryen.Load32LaneVec128) return undefined;
      return (base, x) => x.with(index, memory.load(addressOf(base, offset), 1)[0]);
    },
  ],
  [binaryen.StoreId]: [
    "ptr value",
    ({ valueType, bytes, offset }, memory) => {
      if (valueType === binaryen.v128) return (base, x) => memory.store(addressOf(base, offset), x);
      return valueType === binaryen.i32 ? (base, x) => memory.store(addressOf(base, offset), [x], bytes) : undefined;
    },
  ],
};

/**
 * @param {Word} base
 * @param {number} offset
 */
function addressOf(base, offset) {
  return known(base, "an address") + offset;
}
