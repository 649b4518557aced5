/** A machine that runs the module on words that may be terms: what it computes is so for all values of the unknowns. */

import binaryen from "assemblyscript/binaryen";
import { byteOf, wordOf } from "./bytes.js";
import { compileArm } from "./compile.js";

/** @typedef {import("./words.js").Word} Word */
/** @typedef {import("./bytes.js").Byte} Byte */

/** What a local variable is at first, by its type. */
const ZEROS = new Map(
  /** @type {[number, any][]} */ ([
    [binaryen.i32, 0],
    [binaryen.i64, 0n],
    [binaryen.f64, 0],
    [binaryen.v128, [0, 0, 0, 0]],
  ]),
);

export class Memory {
  /** @type {Byte[]} */
  bytes = Array(65_536).fill(0); // one page

  /**
   * @param {number} address
   * @param {number} count of words
   * @returns {Word[]}
   */
  load(address, count) {
    this.check(address, 4 * count);
    return Array.from({ length: count }, (_, i) => wordOf(this.bytes.slice(address + 4 * i, address + 4 * i + 4)));
  }

  /**
   * @param {number} address
   * @param {Word[]} words
   * @param {number} [size] bytes to be stored
   */
  store(address, words, size = 4 * words.length) {
    this.check(address, size);
    for (let i = 0; i < size; i++) this.bytes[address + i] = byteOf(words[i >> 2] ?? 0, i & 3);
  }

  /**
   * @param {number} address
   * @param {number} size
   */
  check(address, size) {
    if (address + size > this.bytes.length) throw new Error("trap: out of bounds");
  }
}

export class Machine {
  memory = new Memory();
  /** Bodies of functions, and arms of branches, that have not run yet. @type {Set<number>} */
  unreached = new Set();
  /** @type {Map<string, (...args: any[]) => any>} */
  #functions = new Map();
  /** @type {Map<string, string>} */
  #exports = new Map();

  /**
   * Instantiates a module.
   *
   * @param {Uint8Array} bytes
   */
  constructor(bytes) {
    const module = /** @type {any} */ (binaryen.readBinary(bytes)); // its types lack what is known of data segments
    for (let i = 0; i < module.getNumDataSegments(); i++) {
      const { offset, data } = module.getDataSegmentInfo(module.getDataSegmentByIndex(i));
      for (const [at, byte] of new Uint8Array(data).entries()) this.memory.bytes[offset + at] = byte;
    }
    for (let i = 0; i < module.getNumFunctions(); i++) {
      const { name, vars, body } = binaryen.getFunctionInfo(module.getFunctionByIndex(i));
      const run = compileArm(body, this);
      this.#functions.set(name, (...args) => run([...args, ...vars.map((type) => ZEROS.get(type))]));
    }
    for (let i = 0; i < module.getNumExports(); i++) {
      const { name, value } = binaryen.getExportInfo(module.getExportByIndex(i));
      this.#exports.set(name, value);
    }
    this.callFunction(binaryen.getFunctionInfo(module.getStart()).name);
    /** The memory between two derivations. */
    this.initial = this.memory.bytes.slice();
  }

  /** Makes the memory what it was after the module was instantiated. */
  reset() {
    this.memory.bytes = this.initial.slice();
  }

  /**
   * Calls an export.
   *
   * @param {string} name
   * @param {number[]} args
   */
  call(name, ...args) {
    this.callFunction(this.#exports.get(name) ?? "", ...args);
  }

  /**
   * Calls a function by the name that Binaryen has for it.
   *
   * @param {string} name
   * @param {any[]} args
   */
  callFunction(name, ...args) {
    const run = this.#functions.get(name);
    if (run === undefined) throw new Error(`no function ${name}`);
    return run(...args);
  }
}
