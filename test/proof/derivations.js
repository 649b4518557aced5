/**
 * What the bindings do with the module (src/core/wasm.ts, src/core/lanes.ts), on secret keys and ids of unknown bytes; and whether
 * what comes of it is what the standard says. Each begins with a memory in which the one before it may have left anything that
 * the bindings do not wipe.
 */

import { readFileSync } from "node:fs";
import { byteOf, toWord } from "./bytes.js";
import { compute, digest, pad, sha256 } from "./standard.js";
import { forget, isEqual, unknown } from "./words.js";

/** @typedef {import("./words.js").Word} Word */
/** @typedef {import("./bytes.js").Byte} Byte */
/** @typedef {import("./machine.js").Machine} Machine */

/** The exports of assembly/volume-key.ts. */
export const UPDATE = "update";
export const FINISH = "finish";
export const PREPARE_LANES = "prepareLanes";
export const FINISH_LANES = "finishLanes";

const declarations = readFileSync(new URL("../../build/volume-key.ts", import.meta.url), "utf8");
/** The addresses in build/volume-key.ts, which Node 20 does not import. @type {any} */
export const ADDRESSES = Object.fromEntries(
  [...declarations.matchAll(/^export const (\w+) = (\d+);$/gm)].map(([, name, address]) => [name, Number(address)]),
);
const { VOLUME_KEY, MESSAGE, SECRET_KEY, WORKLOAD_ID, REST, END, LENGTHS, KEYS, TEXT } = ADDRESSES;

export const TAG = [...Buffer.from("paygress-volume-v1\0")];

/** @param {number} size */
const unknownBytes = (size) => Array.from({ length: size }, () => unknown(0xff));

/**
 * One key under one id. An id that goes beyond END comes in parts; where a character does not fit in, a part ends up to 3 bytes
 * before END.
 *
 * @param {Machine} machine
 * @param {number} size of the id, in bytes
 * @param {number} [unused] bytes at the end of each part but the last
 */
export function deriveOne(machine, size, unused = 0) {
  machine.reset();
  forget();
  const [secretKey, id] = [unknownBytes(32), unknownBytes(size)];
  const expected = sha256([...TAG, ...secretKey, 0, ...id]); // first, so that the terms of the module get its names
  hash(machine, secretKey, id, unused);
  expectBytes(machine, VOLUME_KEY, expected);
  expectUntouched(machine, machine.initial, [VOLUME_KEY, MESSAGE]);
  return { secretKey, id };
}

/**
 * `hash` and `hashLong` of the bindings.
 *
 * @param {Machine} machine
 * @param {Word[]} secretKey
 * @param {Word[]} id
 * @param {number} unused
 */
function hash(machine, secretKey, id, unused) {
  write(machine, SECRET_KEY, secretKey);
  let [rest, start, end, fed] = [id, MESSAGE, WORKLOAD_ID, 0];
  while (rest.length > END - end) {
    const size = END - end - unused;
    write(machine, end, rest.slice(0, size));
    rest = rest.slice(size);
    end += size;
    const full = end - (end % 64);
    machine.call(UPDATE, start, full);
    fed += full - start;
    machine.memory.bytes.copyWithin(REST, full, end);
    end += REST - full;
    start = REST;
  }
  write(machine, end, rest);
  end += rest.length;
  machine.call(FINISH, start, end, fed + end - start);
}

/**
 * Blocks of a long id that are neither its first nor its last ones, on whatever hash value those before them left.
 *
 * @param {Machine} machine
 * @param {number} blocks
 */
export function takeBlocks(machine, blocks) {
  const { H, text } = beforePart(machine);
  const expected = compute(text.slice(0, 64 * blocks), H);
  machine.call(UPDATE, REST, REST + 64 * blocks);
  for (const [i, word] of machine.memory.load(VOLUME_KEY, 8).entries()) {
    if (!isEqual(word, expected[i] ?? 0)) throw new Error(`word ${i} of the hash value is not that of the standard`);
  }
}

/**
 * The end of a long id, on whatever hash value the blocks before it left.
 *
 * @param {Machine} machine
 * @param {number} size of the last part, in bytes
 * @param {number} length of the whole message
 */
export function takeEnd(machine, size, length) {
  const { H, text } = beforePart(machine);
  const expected = digest(compute(pad(text.slice(0, size), length), H));
  machine.call(FINISH, REST, REST + size, length);
  expectBytes(machine, VOLUME_KEY, expected);
  expectUntouched(machine, machine.initial, [VOLUME_KEY, MESSAGE]);
}

/** Any hash value (where the volume key will be), and any text all over the message. @param {Machine} machine */
function beforePart(machine) {
  machine.reset();
  forget();
  const H = Array.from({ length: 8 }, () => unknown());
  machine.memory.store(VOLUME_KEY, H);
  const text = unknownBytes(END - SECRET_KEY);
  write(machine, SECRET_KEY, text);
  return { H, text: text.slice(REST - SECRET_KEY) };
}

/**
 * Keys of many ids, four at a time, in chunks of up to 32; then that of the first id once more, alone. The memory that they use
 * may hold anything at first.
 *
 * @param {Machine} machine
 * @param {number[][]} chunks the sizes of their ids, in bytes
 */
export function deriveMany(machine, ...chunks) {
  machine.reset();
  forget();
  const { memory } = machine;
  const secretKey = unknownBytes(32);
  const ids = chunks.map((sizes) => sizes.map(unknownBytes));
  const expected = ids.map((chunk) => chunk.map((id) => sha256([...TAG, ...secretKey, 0, ...id])));
  write(machine, END, unknownBytes(TEXT - END));
  write(machine, SECRET_KEY, secretKey);
  machine.call(PREPARE_LANES);
  for (const [i, sizes] of chunks.entries()) {
    write(machine, TEXT, ids[i]?.flat() ?? []);
    memory.store(LENGTHS, [...sizes, ...Array(-sizes.length & 3).fill(0)]);
    const before = memory.bytes.slice();
    machine.call(FINISH_LANES, sizes.length);
    for (const [j, key] of expected[i]?.entries() ?? []) expectBytes(machine, KEYS + 32 * j, key);
    expectUntouched(machine, before, [VOLUME_KEY, MESSAGE], [WORKLOAD_ID, TEXT]);
  }
  hash(machine, secretKey, ids[0]?.[0] ?? [], 0);
  expectBytes(machine, VOLUME_KEY, expected[0]?.[0] ?? []);
}

/**
 * @param {Machine} machine
 * @param {number} address
 * @param {Word[]} bytes
 */
function write({ memory }, address, bytes) {
  for (const [i, byte] of bytes.entries()) memory.bytes[address + i] = byteOf(byte, 0);
}

/**
 * @param {Machine} machine
 * @param {number} address
 * @param {Word[]} key
 */
function expectBytes({ memory }, address, key) {
  for (const [i, byte] of key.entries()) {
    if (!isEqual(toWord(memory.bytes[address + i] ?? 0), byte)) {
      throw new Error(`byte ${i} of the volume key is not that of the standard`);
    }
  }
}

/**
 * Nothing has changed but where the bindings wipe.
 *
 * @param {Machine} machine
 * @param {Byte[]} before
 * @param {[start: number, end: number][]} wiped
 */
function expectUntouched({ memory }, before, ...wiped) {
  for (const [address, byte] of memory.bytes.entries()) {
    if (byte === before[address] || wiped.some(([start, end]) => start <= address && address < end)) continue;
    throw new Error(`the byte at ${address} is not what it was, and nobody wipes it`);
  }
}
