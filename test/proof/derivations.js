/**
 * What the bindings do with the module (src/core/wasm.ts, src/core/lanes.ts), here with secret keys and ids of unknown bytes; and
 * whether what the module leaves is what the standard says.
 */

import { readFileSync } from "node:fs";
import { byteOf, toWord } from "./bytes.js";
import { compute, digest, pad, sha256 } from "./standard.js";
import { forget, isEqual, unknown } from "./words.js";

/** @typedef {import("./words.js").Word} Word */
/** @typedef {import("./bytes.js").Byte} Byte */
/** @typedef {import("./machine.js").Machine} Machine */

/** The exports of assembly/volume-key.ts. */
export const HASH_BLOCKS = "hashBlocks";
export const HASH_LAST = "hashLast";
export const HASH_PREFIX = "hashPrefix";
export const HASH_LANES = "hashLanes";

const generated = readFileSync(new URL("../../build/volume-key.ts", import.meta.url), "utf8");
/** The addresses in build/volume-key.ts, which Node 20 does not import. @type {any} */
export const ADDRESSES = Object.fromEntries(
  [...generated.matchAll(/^export const (\w+) = (\d+);$/gm)].map(([, name, address]) => [name, Number(address)]),
);
const { VOLUME_KEY, MESSAGE, SECRET_KEY, WORKLOAD_ID, REST, END, LENGTHS, KEYS, TEXT } = ADDRESSES;

export const TAG = [...Buffer.from("paygress-volume-v1\0")];

/** @param {number} size */
const unknownBytes = (size) => Array.from({ length: size }, () => unknown(0xff));

/**
 * One key. An id that goes beyond END comes in parts; each but the last may end up to 3 bytes early, where a character of
 * UTF-8 does not fit in.
 *
 * @param {Machine} machine
 * @param {number} size of the id, in bytes
 * @param {number} [early]
 */
export function deriveOne(machine, size, early = 0) {
  begin(machine);
  const [secretKey, id] = [unknownBytes(32), unknownBytes(size)];
  const expected = sha256([...TAG, ...secretKey, 0, ...id]);
  hash(machine, secretKey, id, early);
  expectBytes(machine, VOLUME_KEY, expected);
  expectUnchanged(machine, machine.initial, [VOLUME_KEY, MESSAGE]);
  return { secretKey, id };
}

/**
 * Many keys, four at a time, in chunks of up to 32; before them the first key alone. The memory behind the message may hold
 * anything at first.
 *
 * @param {Machine} machine
 * @param {number[][]} chunks the sizes of the ids, in bytes
 */
export function deriveMany(machine, ...chunks) {
  begin(machine);
  const secretKey = unknownBytes(32);
  const ids = chunks.map((sizes) => sizes.map(unknownBytes));
  const expected = ids.map((chunk) => chunk.map((id) => sha256([...TAG, ...secretKey, 0, ...id])));
  write(machine, END, unknownBytes(TEXT - END));
  hash(machine, secretKey, ids[0]?.[0] ?? [], 0);
  expectBytes(machine, VOLUME_KEY, expected[0]?.[0] ?? []);
  write(machine, SECRET_KEY, secretKey);
  callLanes(machine, HASH_PREFIX);
  for (const [i, sizes] of chunks.entries()) {
    write(machine, TEXT, ids[i]?.flat() ?? []);
    machine.memory.store(LENGTHS, [...sizes, ...Array(-sizes.length & 3).fill(0)]);
    callLanes(machine, HASH_LANES, sizes.length);
    for (const [j, key] of expected[i]?.entries() ?? []) expectBytes(machine, KEYS + 32 * j, key);
  }
}

/** What is called here writes only where the bindings wipe. @type {(machine: Machine, name: string, ...args: number[]) => void} */
function callLanes(machine, name, ...args) {
  const before = machine.memory.bytes.slice();
  machine.call(name, ...args);
  expectUnchanged(machine, before, [WORKLOAD_ID, TEXT]);
}

/**
 * Blocks of a long id, neither its first nor its last ones, on whatever hash value those before them left.
 *
 * @param {Machine} machine
 * @param {number} blocks
 */
export function takeBlocks(machine, blocks) {
  const { H, text } = beginLater(machine);
  const expected = compute(text.slice(0, 64 * blocks), H);
  machine.call(HASH_BLOCKS, REST, REST + 64 * blocks);
  for (const [i, word] of machine.memory.load(VOLUME_KEY, 8).entries()) {
    if (!isEqual(word, expected[i] ?? 0)) throw new Error(`word ${i} of the hash value is not that of the standard`);
  }
}

/**
 * The end of a long id, on whatever hash value the blocks before it left.
 *
 * @param {Machine} machine
 * @param {number} size in bytes
 * @param {number} length of the whole message
 */
export function takeEnd(machine, size, length) {
  const { H, text } = beginLater(machine);
  const expected = digest(compute(pad(text.slice(0, size), length), H));
  machine.call(HASH_LAST, REST, REST + size, length);
  expectBytes(machine, VOLUME_KEY, expected);
  expectUnchanged(machine, machine.initial, [VOLUME_KEY, MESSAGE]);
}

/** @param {Machine} machine */
function begin(machine) {
  forget();
  machine.reset();
}

/** Any hash value where the volume key will be, and any text where the message is. @param {Machine} machine */
function beginLater(machine) {
  begin(machine);
  const H = Array.from({ length: 8 }, () => unknown());
  const text = unknownBytes(END - SECRET_KEY);
  machine.memory.store(VOLUME_KEY, H);
  write(machine, SECRET_KEY, text);
  return { H, text: text.slice(REST - SECRET_KEY) };
}

/** `hash` and `hashParts` of the bindings. @type {(machine: Machine, secretKey: Word[], id: Word[], early: number) => void} */
function hash(machine, secretKey, id, early) {
  write(machine, SECRET_KEY, secretKey);
  let [start, end, fed, read] = [MESSAGE, WORKLOAD_ID, 0, 0];
  while (id.length - read > END - end) {
    const part = id.slice(read, read + END - end - early);
    write(machine, end, part);
    read += part.length;
    end += part.length;
    const full = end - (end % 64);
    machine.call(HASH_BLOCKS, start, full);
    fed += full - start;
    machine.memory.bytes.copyWithin(REST, full, end);
    end += REST - full;
    start = REST;
  }
  write(machine, end, id.slice(read));
  end += id.length - read;
  machine.call(HASH_LAST, start, end, fed + end - start);
}

/** @type {(machine: Machine, address: number, bytes: Word[]) => void} */
function write({ memory }, address, bytes) {
  for (const [i, byte] of bytes.entries()) memory.bytes[address + i] = byteOf(byte, 0);
}

/** @type {(machine: Machine, address: number, key: Word[]) => void} */
function expectBytes({ memory }, address, key) {
  for (const [i, byte] of key.entries()) {
    const isRight = isEqual(toWord(memory.bytes[address + i] ?? 0), byte);
    if (!isRight) throw new Error(`byte ${i} of the volume key is not that of the standard`);
  }
}

/**
 * Expects the memory to be as before, but for what the bindings wipe.
 *
 * @type {(machine: Machine, before: Byte[], ...wiped: [start: number, end: number][]) => void}
 */
function expectUnchanged({ memory }, before, ...wiped) {
  for (const [address, byte] of memory.bytes.entries()) {
    if (byte === before[address] || wiped.some(([start, end]) => start <= address && address < end)) continue;
    throw new Error(`the byte at ${address} is not what it was, and nobody wipes it`);
  }
}
