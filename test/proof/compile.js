/**
 * Makes functions of a module's expressions: given the locals of a call, they do what the standard of WebAssembly says, on words
 * that may be terms. What a branch, a selection or an address depends on must be known; other instructions than those of the
 * module are refused.
 */

import binaryen from "assemblyscript/binaryen";
import { wordOf } from "./bytes.js";
import { BINARY, bitselect, known, SHIFTS, shuffle, UNARY } from "./instructions.js";

/** @typedef {any[]} Locals */
/** @typedef {(locals: Locals) => any} Run */
/** @typedef {import("./machine.js").Machine} Machine */

/**
 * @param {number} expression
 * @param {Machine} machine
 * @param {Map<string, object>} labels of the loops around it, with what a branch to them throws
 * @returns {Run}
 */
export function compile(expression, machine, labels = new Map()) {
  /** @type {(expression: number) => Run} */
  const inner = (expression) => compile(expression, machine, labels);
  const id = binaryen.getExpressionId(expression);
  if (id === binaryen.UnreachableId) {
    return () => {
      throw new Error("trap: unreachable");
    };
  }
  const info = /** @type {any} */ (binaryen.getExpressionInfo(expression));

  switch (id) {
    case binaryen.BlockId: {
      if (info.name !== null) break; // nothing branches out of a block
      /** @type {Run[]} */
      const children = info.children.map(inner);
      return (locals) => children.reduce((_, run) => run(locals), undefined);
    }
    case binaryen.LoopId: {
      const again = {};
      const body = compile(info.body, machine, new Map(labels).set(info.name, again));
      return (locals) => {
        for (;;) {
          try {
            return body(locals);
          } catch (thrown) {
            if (thrown !== again) throw thrown;
          }
        }
      };
    }
    case binaryen.BreakId: {
      if (info.condition !== 0 || info.value !== 0) break;
      const label = labels.get(info.name);
      return () => {
        throw label;
      };
    }
    case binaryen.IfId: {
      const condition = inner(info.condition);
      const yes = compileArm(info.ifTrue, machine, labels);
      const no = info.ifFalse === 0 ? () => {} : compileArm(info.ifFalse, machine, labels);
      return (locals) => (known(condition(locals), "a branch") ? yes(locals) : no(locals));
    }
    case binaryen.SelectId: {
      const [yes, no, condition] = [inner(info.ifTrue), inner(info.ifFalse), inner(info.condition)];
      return (locals) => {
        const [x, y] = [yes(locals), no(locals)];
        return known(condition(locals), "a selection") ? x : y;
      };
    }
    case binaryen.CallId: {
      /** @type {Run[]} */
      const operands = info.operands.map(inner);
      return (locals) => machine.callFunction(info.target, ...operands.map((run) => run(locals)));
    }
    case binaryen.LocalGetId:
      return (locals) => locals[info.index];
    case binaryen.LocalSetId: {
      const value = inner(info.value);
      return (locals) => (locals[info.index] = value(locals)); // what only local.tee gives
    }
    case binaryen.ConstId: {
      const value = constant(info);
      return () => value;
    }
    case binaryen.UnaryId: {
      const [compute, x] = [UNARY[info.op], inner(info.value)];
      if (compute) return (locals) => compute(x(locals));
      break;
    }
    case binaryen.BinaryId: {
      const [compute, x, y] = [BINARY[info.op], inner(info.left), inner(info.right)];
      if (compute) return (locals) => compute(x(locals), y(locals));
      break;
    }
    case binaryen.SIMDShiftId: {
      const [shift, x, n] = [SHIFTS[info.op], inner(info.vec), inner(info.shift)];
      if (shift) return (locals) => shift(x(locals), n(locals));
      break;
    }
    case binaryen.SIMDTernaryId: {
      const [x, y, mask] = [inner(info.a), inner(info.b), inner(info.c)];
      if (info.op === binaryen.BitselectVec128) return (locals) => bitselect(x(locals), y(locals), mask(locals));
      break;
    }
    case binaryen.SIMDShuffleId: {
      const [x, y] = [inner(info.left), inner(info.right)];
      return (locals) => shuffle(x(locals), y(locals), info.mask);
    }
    case binaryen.LoadId:
    case binaryen.StoreId:
    case binaryen.SIMDLoadId:
    case binaryen.SIMDLoadStoreLaneId: {
      const access = compileAccess(id, info, machine, inner);
      if (access) return access;
    }
  }
  throw new Error(`an instruction that is not known: ${binaryen.emitText(expression)}`);
}

/**
 * An arm of a branch, or the body of a function: the machine remembers that it ran.
 *
 * @type {typeof compile}
 */
export function compileArm(expression, machine, labels) {
  const run = compile(expression, machine, labels);
  machine.unreached.add(expression);
  return (locals) => {
    machine.unreached.delete(expression);
    return run(locals);
  };
}

/** @param {any} info */
function constant({ type, value }) {
  if (type === binaryen.i32) return value >>> 0;
  if (type === binaryen.v128) return [0, 4, 8, 12].map((i) => wordOf(value.slice(i, i + 4)));
  return type === binaryen.i64 ? BigInt(value) : value;
}

/**
 * @param {number} id
 * @param {any} info
 * @param {Machine} machine
 * @param {(expression: number) => Run} inner
 * @returns {Run | undefined}
 */
function compileAccess(id, info, { memory }, inner) {
  const pointer = inner(info.ptr);
  /** @param {Locals} locals */
  const address = (locals) => known(pointer(locals), "an address") + info.offset;
  switch (id) {
    case binaryen.LoadId:
      if (info.bytes === 16) return (locals) => memory.load(address(locals), 4);
      if (info.bytes === 4 && info.type === binaryen.i32) return (locals) => memory.load(address(locals), 1)[0];
      return undefined;
    case binaryen.SIMDLoadId:
      if (info.op === binaryen.Load32SplatVec128) return (locals) => Array(4).fill(memory.load(address(locals), 1)[0]);
      if (info.op === binaryen.Load32ZeroVec128) return (locals) => [...memory.load(address(locals), 1), 0, 0, 0];
      if (info.op === binaryen.Load64ZeroVec128) return (locals) => [...memory.load(address(locals), 2), 0, 0];
      return undefined;
    case binaryen.SIMDLoadStoreLaneId: {
      if (info.op !== binaryen.Load32LaneVec128) return undefined;
      const vector = inner(info.vec);
      return (locals) => {
        const [word] = memory.load(address(locals), 1);
        return vector(locals).with(info.index, word);
      };
    }
    default: {
      const value = inner(info.value);
      if (info.bytes === 16) return (locals) => memory.store(address(locals), value(locals));
      if (info.valueType !== binaryen.i32) return undefined;
      return (locals) => memory.store(address(locals), [value(locals)], info.bytes);
    }
  }
}
