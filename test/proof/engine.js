/** The machine itself, tested: it does what an engine does, and its terms have the values that SHA-256 has. */

import { createHash } from "node:crypto";
import { randomFrom } from "../everywhere/suite/check.js";
import { toWord } from "./bytes.js";
import { ADDRESSES, deriveOne, HASH_BLOCKS, HASH_LANES, HASH_LAST, HASH_PREFIX, TAG } from "./derivations.js";
import { factorsOf, ONE } from "./parts.js";
import { rotr, termOf } from "./words.js";

/** @typedef {import("./machine.js").Machine} Machine */
/** @typedef {import("./words.js").Word} Word */

const { VOLUME_KEY, MESSAGE, REST, LENGTHS } = ADDRESSES;

/**
 * Calls exports on a random memory, some with arguments that make them trap, and compares what they leave in it.
 *
 * @param {Machine} machine
 * @param {Uint8Array<ArrayBuffer>} bytes of the module
 * @param {number} runs
 */
export function expectAgreement(machine, bytes, runs) {
  const random = randomFrom(1);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const engine = /** @type {Record<string, any>} */ (exports);
  const memory = new Uint8Array(engine.memory.buffer);
  const lengths = new Uint32Array(engine.memory.buffer, LENGTHS, 8);
  const noise = Uint8Array.from({ length: 2 * memory.length }, () => random(256));
  const isSame = () => memory.every((byte, address) => byte === machine.memory.bytes[address]);

  machine.reset();
  if (!isSame()) throw new Error("the memory differs from the engine's at first");
  for (let run = 0; run < runs; run++) {
    const start = random(memory.length);
    memory.set(noise.subarray(start, start + memory.length));
    for (let i = 0; i < lengths.length; i++) lengths[i] = random(150);
    machine.memory.bytes = Array.prototype.slice.call(memory);
    const [name, ...args] = randomCall(random);
    const [traps, doTrap] = [() => machine.call(name, ...args), () => engine[name](...args)].map(doesTrap);
    if (traps !== doTrap || !isSame()) throw new Error(`run ${run} differs from the engine's: ${name}(${args})`);
  }
}

/**
 * @param {(below: number) => number} random
 * @returns {[name: string, ...args: number[]]}
 */
function randomCall(random) {
  const start = random(2) === 0 ? MESSAGE : REST;
  switch (random(6)) {
    case 0:
      return [HASH_BLOCKS, start, start + 64 * random(4)];
    case 1: // up to the end of the memory, or over it
      return [HASH_BLOCKS, 65_536 - 256, 65_536 - 192 + 64 * random(4)];
    case 2:
      return [HASH_LAST, start, start + 52 + random(100), [-1, Number.NaN, 2 ** 64][random(9)] ?? random(2 ** 53)];
    case 3:
      return [HASH_PREFIX];
    default:
      return [HASH_LANES, 1 + random(5)];
  }
}

/** @param {() => void} call */
function doesTrap(call) {
  try {
    call();
    return false;
  } catch {
    return true;
  }
}

/**
 * Gives the unknowns of a derivation random values, and compares the value of the volume key with that of `node:crypto`.
 *
 * @param {Machine} machine
 * @param {number} size of the id, in bytes
 */
export function expectValue(machine, size) {
  const random = randomFrom(size);
  const { secretKey, id } = deriveOne(machine, size);
  /** @type {Map<Word, number>} */
  const values = new Map([...secretKey, ...id].map((unknown) => [unknown, random(256)]));
  const message = [...TAG, ...secretKey, 0, ...id].map((word) => evaluate(word, values));
  const key = machine.memory.bytes.slice(VOLUME_KEY, VOLUME_KEY + 32).map((byte) => evaluate(toWord(byte), values));
  const expected = createHash("sha256").update(Buffer.from(message)).digest();
  if (!expected.equals(Buffer.from(key))) throw new Error(`the volume key of an id of ${size} bytes has another value`);
}

/**
 * @param {Word} word
 * @param {Map<Word, number>} values of the unknowns; those of other terms are added
 * @returns {number}
 */
function evaluate(word, values) {
  if (typeof word === "number") return word;
  const known = values.get(word);
  if (known !== undefined) return known;
  /** @param {number} number */
  const valueOfTerm = (number) => evaluate(termOf(number), values);
  const sum = word.definition ?? (word.xor === undefined ? word.sum : undefined);
  let value = 0;
  for (const [part, n] of sum ?? []) value += Math.imul(n, part === ONE ? 1 : valueOfTerm(part));
  for (const [product, mask] of (sum === undefined && word.xor) || []) {
    const factors = factorsOf(product).map((factor) => Number(rotr(valueOfTerm(Math.floor(factor / 32)), factor % 32)));
    value ^= factors.reduce((bits, factor) => bits & factor, mask);
  }
  values.set(word, value >>> 0);
  return value >>> 0;
}
