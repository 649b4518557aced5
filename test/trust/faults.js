/**
 * Faults built into the SIMD of both kernels, one a module: made from the text that Binaryen writes of the committed bytes.
 *
 * ```text
 *    (v128.store offset=16 ── another offset
 *      (local.get $3)
 *      (i32x4.shr_u ───────── another operation
 *        (local.get $4)
 *        (i32.const 7))) ──── another number
 * ```
 */
import binaryen from "assemblyscript/binaryen";

/** @typedef {(string | Node)[]} Node an S-expression */

/** @typedef {{ name: string, bytes: Uint8Array<ArrayBuffer> }} Fault */

/** Operations that a faulty engine might take for each other. @type {Record<string, string[]>} */
const NEIGHBOURS = {
  "i32x4.add": ["i32x4.sub", "i16x8.add", "i64x2.add"],
  "i32x4.shl": ["i32x4.shr_u", "i16x8.shl", "i64x2.shl"],
  "i32x4.shr_u": ["i32x4.shr_s", "i32x4.shl", "i16x8.shr_u", "i64x2.shr_u"],
  "v128.and": ["v128.andnot", "v128.or", "v128.xor"],
  "v128.or": ["v128.and", "v128.xor"],
  "v128.xor": ["v128.and", "v128.or"],
  "v128.load32_splat": ["v128.load32_zero", "v128.load16_splat", "v128.load64_splat"],
  "v128.load32_zero": ["v128.load32_splat", "v128.load64_zero"],
  "v128.load64_zero": ["v128.load32_zero", "v128.load64_splat"],
};

/**
 * @param {Uint8Array} original
 * @param {number} step 1 for all faults, 2 for every second, and so on
 * @returns {Fault[]}
 */
export function simdFaults(original, step) {
  const module = parse(binaryen.readBinary(original).emitText());
  /** @type {Fault[]} */
  const faults = [];
  let n = 0;
  visit(module, "");
  return faults;

  /**
   * @param {Node} node
   * @param {string} place
   */
  function visit(node, place) {
    if (/^(v128|[if]\d+x\d+)\./.test(String(node[0]))) {
      const correct = node.slice();
      for (const faulty of faultsOf(correct)) {
        if (n++ % step > 0) continue;
        node.splice(0, node.length, ...faulty);
        faults.push({ name: `${place}: ${outline(faulty)} for ${outline(correct)}`, bytes: assemble(write(module)) });
      }
      node.splice(0, node.length, ...correct);
    }
    for (const child of node) {
      if (typeof child !== "string") visit(child, child[0] === "func" ? `function ${child[1]}` : place);
    }
  }
}

/**
 * The node with one fault each: another operation, another number, or two operands of a selection in each other's place.
 *
 * @param {Node} node
 * @returns {Iterable<Node>}
 */
function* faultsOf(node) {
  const operation = String(node[0]);
  for (const other of NEIGHBOURS[operation] ?? []) yield put(node, 0, other);
  const hasOffset = String(node[1]).startsWith("offset=");
  if (/load|store/.test(operation) && !hasOffset) yield [operation, "offset=16", ...node.slice(1)];
  for (let i = 1; i < node.length; i++) {
    const part = node[i] ?? [];
    if (typeof part === "string") {
      for (const other of otherNumbers(part)) yield put(node, i, other);
    } else if (part[0] === "i32.const") {
      for (const n of [Number(part[1]) - 1, Number(part[1]) + 1]) yield put(node, i, ["i32.const", String(n)]);
    } else if (operation === "v128.bitselect") {
      yield put(put(node, i, node[1 + (i % 3)] ?? []), 1 + (i % 3), part);
    }
  }
}

/**
 * @param {string} part an offset, a lane, or a word of a constant
 * @returns {string[]} those a word or a vector away, and those that differ in a bit
 */
function otherNumbers(part) {
  const number = Number(part.replace(/^offset=/, ""));
  if (Number.isNaN(number)) return []; // the shape of a constant, or the alignment of a load
  if (number === Number(part)) return [number ^ 1, number ^ 2].map(String);
  return [-16, -4, 4, 16].map((step) => number + step).flatMap((offset) => (offset < 0 ? [] : `offset=${offset}`));
}

/**
 * @param {Node} node
 * @param {number} i
 * @param {string | Node} part
 * @returns {Node}
 */
function put(node, i, part) {
  return [...node.slice(0, i), part, ...node.slice(i + 1)];
}

/**
 * @param {string} text
 * @returns {Node} its one expression
 */
function parse(text) {
  /** @type {Node[]} */
  const open = [[]];
  for (const [token] of text.matchAll(/[()]|"[^"]*"|[^\s()"]+/g)) {
    if (token === "(") open.push([]);
    const node = token === ")" ? open.pop() : token;
    if (token !== "(" && node !== undefined) open.at(-1)?.push(node);
  }
  return /** @type {Node} */ (open[0]?.[0]);
}

/**
 * @param {string | Node} node
 * @returns {string}
 */
function write(node) {
  return typeof node === "string" ? node : `(${node.map(write).join(" ")})`;
}

/**
 * @param {Node} node
 * @returns {string} it without what is deep in it
 */
function outline(node) {
  const isFlat = (/** @type {Node} */ part) => part.every((one) => typeof one === "string");
  return write(node.map((part) => (typeof part === "string" || isFlat(part) ? part : "…")));
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
function assemble(text) {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.All);
  const bytes = new Uint8Array(module.emitBinary());
  module.dispose();
  return bytes;
}
