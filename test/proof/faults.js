/**
 * Modules with a fault are not proved: each is made of the text that Binaryen writes of build/volume-key.wasm, and refused for
 * what is wrong with it.
 */

import { readFileSync } from "node:fs";
import binaryen from "assemblyscript/binaryen";
import { ADDRESSES, deriveMany, deriveOne, HASH_LANES, HASH_LAST, takeEnd } from "./derivations.js";
import { Machine } from "./machine.js";
import { expectConstants } from "./theorems.js";

/** What is tried to prove, until one fails. @type {((machine: Machine) => void)[]} */
const PROOFS = [
  expectConstants,
  (machine) => deriveOne(machine, 36),
  (machine) => takeEnd(machine, 36, 64_036),
  (machine) => deriveMany(machine, [100, 36, 63, 7, 0], [36]),
];

/** Why it fails. Where the schedules are wrong, their own check may find it first. */
const CONSTANT = /a constant is not there|the tag is not/;
const WRONG = /is not that of the standard|a comparison depends on the message/;
const LEFT = /is not what it was/;
const LEFT_OR_WRONG = /is not what it was|is not that of the standard/;
const BRANCH = /a branch depends on the message/;
const SELECTION = /a selection depends on the message/;
const ADDRESS = /an address depends on the message/;

/** Words of the secret key and of an id. */
const SECRET = `(i32.load (i32.const ${ADDRESSES.SECRET_KEY}))`;
const ID = `(i32.load (i32.const ${ADDRESSES.TEXT}))`;
/** A store that changes nothing, since a zero is there: of a value, or at an address. */
const store = (value = "(i32.const 0)", address = "(i32.const 0)") =>
  `(i32.store (i32.add (i32.const 60000) ${address}) ${value})`;

/** @typedef {(text: string) => string} Change of the first place that a pattern finds, or of the last one after .* */

/** @type {[name: string, change: Change, failure: RegExp][]} */
const FAULTS = [
  ["H0 in its last bits", replace(/(f64\.const 429496729)6/, "$17"), CONSTANT],
  ["K in its last bits", replace(/(.*f64\.const 429496729)6/s, "$17"), CONSTANT],
  ["the tag", replace(/volume-v1/, "volume-v2"), CONSTANT],
  ["the bit behind a message", replace(/(i32\.store8\s+\S+ \S+\s+\(i32\.const) 128/, "$1 64"), WRONG],
  ["the bit behind another", replace(/(.*i32\.store8\s+\S+ \S+\s+\(i32\.const) 128/s, "$1 64"), WRONG],
  ["a rotation", replace(/(i32\.rotr\s+\(local\.get \S+\s+\(i32\.const) 13\b/, "$1 12"), WRONG],
  ["a rotation in the lanes", replace(/(i32x4\.shl\s+\(local\.get \S+\s+\(i32\.const) 26\b/, "$1 25"), WRONG],
  ["a shift of a schedule", replace(/(i32x4\.shr_u\s+\(local\.get \S+\s+\(i32\.const) 10\b/, "$1 9"), WRONG],
  ["a shift of another", replace(/(.*i32x4\.shr_u\s+\(local\.get \S+\s+\(i32\.const) 10\b/s, "$1 9"), WRONG],
  ["a word of a schedule", replace(/(i32\.const 10\)[\s)]+\(v128\.load offset=\d+)\d\d/, "$116"), WRONG],
  ["a word of another", replace(/(.*i32\.const 10\)[\s)]+\(v128\.load offset=\d+)\d\d/s, "$116"), WRONG],
  ["lanes 1 and 2 swapped", swapLanes, WRONG],
  ["a key of another lane", replace(/(i32\.and\s+\(local\.get \S+\s+\(i32\.const) 3\b/, "$1 1"), WRONG],
  ["no zeros, the first time they are stored", leaveZeros(1), LEFT_OR_WRONG],
  ["no zeros, the second time", leaveZeros(2), LEFT_OR_WRONG],
  ["no zeros, the third time", leaveZeros(3), LEFT_OR_WRONG],
  ["no zeros, the fourth time", leaveZeros(4), LEFT_OR_WRONG],
  ["a copy of the secret key", insert(HASH_LAST, store(SECRET)), LEFT],
  ["a branch on the secret key", insert(HASH_LAST, `(if ${SECRET} (then ${store()}))`), BRANCH],
  ["a branch on an id", insert(HASH_LANES, `(if ${ID} (then ${store()}))`), BRANCH],
  ["a selection", insert(HASH_LAST, store(`(select (i32.const 0) (i32.const 0) ${SECRET})`)), SELECTION],
  ["an address", insert(HASH_LAST, store("(i32.const 0)", `(i32.and ${SECRET} (i32.const 255))`)), ADDRESS],
];

const bytes = new Uint8Array(readFileSync(new URL("../../build/volume-key.wasm", import.meta.url)));
const original = binaryen.readBinary(bytes).emitText();
const failureOfNone = failureOf(original);
if (failureOfNone !== "it is proved") throw new Error(`without a fault: ${failureOfNone}`);
for (const [name, change, expected] of FAULTS) {
  const text = change(original);
  if (text === original) throw new Error(`${name}: the module has no place for it`);
  const failure = failureOf(text);
  if (!expected.test(failure)) throw new Error(`${name}: expected it to fail as ${expected}, got: ${failure}`);
  console.log(`not proved: ${name}: ${failure}`);
}

/** @param {string} text of a module */
function failureOf(text) {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.All);
  const machine = new Machine(new Uint8Array(module.emitBinary()));
  try {
    for (const prove of PROOFS) prove(machine);
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
  return "it is proved";
}

/** @type {(pattern: RegExp, replacement: string) => Change} */
function replace(pattern, replacement) {
  return (text) => text.replace(pattern, replacement);
}

/** @type {Change} */
function swapLanes(text) {
  return text.replace(/(load32_lane offset=\d+) ([12])/g, (_, load, lane) => `${load} ${3 - lane}`);
}

/** Leaves out a store of zeros, which wipes or pads. @type {(which: number) => Change} */
function leaveZeros(which) {
  const pattern = /\(v128\.store\s+\(local\.get (\S+)\)\s+\(v128\.const i32x4( 0x0{8}){4}\)\s+\)/g;
  let n = 0;
  return (text) =>
    text.replace(pattern, (store, to) => (++n === which ? `(local.set ${to} (local.get ${to}))` : store));
}

/** Puts an instruction before those of an export. @type {(name: string, instruction: string) => Change} */
function insert(name, instruction) {
  return (text) => {
    const [, target] = text.match(`\\(export "${name}" \\(func \\$([^)]+)\\)`) ?? [];
    const head = new RegExp(`^ \\(func \\$${target}( \\([^()]*\\))*(\\s+\\(local [^()]*\\))*`, "m");
    return text.replace(head, `$& ${instruction} `);
  };
}
