/**
 * Makes functions of a module's expressions: given the locals of a call, they do what the standard of WebAssembly says, on words
 * that may be terms. What a branch, a selection or an address depends on must be known; other instructions than those of the
 * module are refused.
 */

import binaryen from "assemblyscript/binaryen";
import { wordOf } from "./bytes.js";
import { KINDS, known } from "./instructions.js";

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
    default: {
      const [names = "", operationOf] = KINDS[id] ?? [];
      const operation = operationOf?.(info, machine.memory);
      if (operation === undefined) break;
      const operands = names.split(" ").map((name) => inner(info[name]));
      return (locals) => operation(...operands.map((run) => run(locals)));
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
