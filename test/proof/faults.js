/**
 * Modules with a fault are not proved: each is made of the text that Binaryen writes of build/volume-key.wasm, and refused for
 * what is wrong with it.
 */

import { readFileSync } from "node:fs";
import binaryen from "assemblyscript/binaryen";
import { ADDRESSES, deriveMany, deriveOne, HASH_LANES, HASH_LAST, takeEnd } from "./derivations.js";
import { Machine } from "./machine.js";
import { expectConstants } from "./theorems.js";

/** What is tried to prove. @type {Record<string, (machine: Machine) => void>} */
const PROOFS = {
  constants: expectConstants,
  one: (machine) => deriveOne(machine, 36),
  end: (machine) => takeEnd(machine, 36, 64_036),
  many: (machine) => deriveMany(machine, [100, 36, 63, 7, 0], [36]),
};

/** Why it is not proved. */
const CONSTANT = "a constant is not there";
const WRONG = "is not that of the standard";
const CHECK = "a comparison depends on the message";
const BRANCH = "a branch depends on the message";
const SELECTION = "a selection depends on the message";
const ADDRESS = "an address depends on the message";
const LEFT = "is not what it was";

/** Where a module stores zeros; the order is that of the functions. */
const PADS_LANE = 0;
const PADS_ONE = 1;
const WIPES_MESSAGE = 2;
const WIPES_SCHEDULE = 3;

/** Words of the secret key and of an id; and a store that changes nothing, since a zero is there. */
const SECRET = `(i32.load (i32.const ${ADDRESSES.SECRET_KEY}))`;
const ID = `(i32.load (i32.const ${ADDRESSES.TEXT}))`;
const STORE = "(i32.store (i32.const 60000) (i32.const 0))";

/** @typedef {(text: string) => string} Change */

/** @type {[name: string, change: Change, proof: string, failure: string][]} */
const FAULTS = [
  ["H0 in its last bits", replace(/(f64\.const 429496729)6/, "$17"), "constants", CONSTANT],
  ["K in its last bits", replace(/(.*f64\.const 429496729)6/s, "$17"), "constants", CONSTANT],
  ["the tag", replace(/volume-v1/, "volume-v2"), "constants", "the tag"],
  ["the bit behind the message", replace(/(.*i32\.store8\s+\S+ \S+\s+\(i32\.const) 128/s, "$1 64"), "one", WRONG],
  ["a rotation", replace(/(i32\.rotr\s+\(local\.get \S+\s+\(i32\.const) 13\b/, "$1 12"), "one", WRONG],
  ["a rotation in the lanes", replace(/(i32x4\.shl\s+\(local\.get \S+\s+\(i32\.const) 26\b/, "$1 25"), "many", WRONG],
  [
    "a shift of the schedules",
    replace(/(.*i32x4\.shr_u\s+\(local\.get \S+\s+\(i32\.const) 10\b/s, "$1 9"),
    "one",
    CHECK,
  ],
  ["a shift in the lanes", replace(/(i32x4\.shr_u\s+\(local\.get \S+\s+\(i32\.const) 10\b/, "$1 9"), "many", WRONG],
  ["a word of the schedules", moveLoad(/(.*i32\.const 10\)[\s)]+\(v128\.load offset=)(\d+)/s), "one", CHECK],
  ["a word of the lanes", moveLoad(/(i32\.const 10\)[\s)]+\(v128\.load offset=)(\d+)/), "many", WRONG],
  ["lanes 1 and 2 swapped", swapLanes, "many", WRONG],
  ["a key of another lane", replace(/(i32\.and\s+\(local\.get \S+\s+\(i32\.const) 3\b/, "$1 1"), "many", WRONG],
  ["no zeros in the padding of a lane", leaveZeros(PADS_LANE), "many", WRONG],
  ["no zeros in the padding", leaveZeros(PADS_ONE), "end", WRONG],
  ["the message is not wiped", leaveZeros(WIPES_MESSAGE), "one", LEFT],
  ["the schedule is not wiped", leaveZeros(WIPES_SCHEDULE), "one", LEFT],
  ["a copy of the secret key", insert(HASH_LAST, `(i32.store (i32.const 60000) ${SECRET})`), "one", LEFT],
  ["a branch on the secret key", insert(HASH_LAST, `(if ${SECRET} (then ${STORE}))`), "one", BRANCH],
  ["a branch on an id", insert(HASH_LANES, `(if ${ID} (then ${STORE}))`), "many", BRANCH],
  [
    "a selection by the secret key",
    insert(HASH_LAST, `(i32.store (i32.const 60000) (select (i32.const 0) (i32.const 0) ${SECRET}))`),
    "one",
    SELECTION,
  ],
  [
    "an address of the secret key",
    insert(HASH_LAST, `(i32.store (i32.add (i32.const 60000) (i32.and ${SECRET} (i32.const 255))) (i32.const 0))`),
    "one",
    ADDRESS,
  ],
];

const original = binaryen
  .readBinary(new Uint8Array(readFileSync(new URL("../../build/volume-key.wasm", import.meta.url))))
  .emitText();
for (const prove of Object.values(PROOFS)) prove(machineOf(original));
for (const [name, change, proof, failure] of FAULTS) {
  const text = change(original);
  if (text === original) throw new Error(`${name}: the module has no place for this fault`);
  const error = failureOf(() => PROOFS[proof]?.(machineOf(text)));
  if (!error.includes(failure)) throw new Error(`${name}: expected to be refused since ${failure}, got: ${error}`);
  console.log(`not proved: ${name}: ${error}`);
}

/** @param {string} text */
function machineOf(text) {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.All);
  return new Machine(new Uint8Array(module.emitBinary()));
}

/** @param {() => void} prove */
function failureOf(prove) {
  try {
    prove();
  } catch (error) {
    return String(error);
  }
  return "it is proved";
}

/**
 * @param {RegExp} pattern
 * @param {string} replacement
 * @returns {Change}
 */
function replace(pattern, replacement) {
  return (text) => text.replace(pattern, replacement);
}

/** Loads the words before. @type {(pattern: RegExp) => Change} */
function moveLoad(pattern) {
  return (text) => text.replace(pattern, (_, load, offset) => `${load}${offset - 16}`);
}

/** @type {Change} */
function swapLanes(text) {
  return text.replace(/(load32_lane offset=\d+) ([12])/g, (_, load, lane) => `${load} ${3 - lane}`);
}

/** Leaves out one of the stores of zeros. @type {(which: number) => Change} */
function leaveZeros(which) {
  const pattern = /\(v128\.store\s+\(local\.get (\S+)\)\s+\(v128\.const i32x4( 0x0{8}){4}\)\s+\)/g;
  let n = 0;
  return (text) =>
    text.replace(pattern, (store, to) => (n++ === which ? `(local.set ${to} (local.get ${to}))` : store));
}

/** Puts an instruction before those of an export. @type {(name: string, instruction: string) => Change} */
function insert(name, instruction) {
  return (text) => {
    const [, target] = text.match(`\\(export "${name}" \\(func \\$([^)]+)\\)`) ?? [];
    return text.replace(
      new RegExp(`^ \\(func \\$${target}( \\([^()]*\\))*(\\s+\\(local [^()]*\\))*`, "m"),
      `$& ${instruction} `,
    );
  };
}
