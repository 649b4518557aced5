/**
 * Values that nobody expects. Each is made anew from a description, which a report can print, and a failure be made of again.
 */
import { Buffer } from "node:buffer";
import { runInNewContext } from "node:vm";
import fc from "fast-check";

/** @typedef {{ kind: string, size: number }} Shape */

/** What the values throw by themselves. That comes back to the caller as it is. */
export const OWN = new Error("the caller's own");

const throwOwn = () => {
  throw OWN;
};

class Lying extends Uint8Array {
  // @ts-expect-error: an accessor where the class has one too
  get length() {
    return 32;
  }
}

class Instance {
  workload_id = "a";
  get version() {
    return 1;
  }
}

const traps = Object.fromEntries(
  Object.getOwnPropertyNames(Reflect)
    .filter((name) => name !== "constructor")
    .map((name) => [name, throwOwn]),
);

/** @param {object} target */
function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** @param {number} size */
function bytes(size) {
  return Uint8Array.from({ length: size }, (_, i) => 3 * i + 1);
}

/** @param {number} size */
function detached(size) {
  const array = bytes(size);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

/** @param {number} size */
function resizable(size) {
  const Buffer = /** @type {new (size: number, options: object) => ArrayBuffer} */ (ArrayBuffer);
  return new Uint8Array(new Buffer(size, { maxByteLength: 2 * size }));
}

/** @type {Record<string, (size: number) => unknown>} */
const KINDS = {
  undefined: () => undefined,
  null: () => null,
  boolean: (size) => size % 2 === 0,
  number: (size) => size,
  "not a number": () => Number.NaN,
  fraction: () => 1.5,
  bigint: (size) => BigInt(size),
  symbol: () => Symbol("secret"),
  text: (size) => "a".repeat(size),
  "boxed text": (size) => Object("a".repeat(size)),
  object: () => ({}),
  "object without a prototype": () => Object.create(null),
  function: () => () => 1,
  "class instance": () => new Instance(),
  date: () => new Date(0),
  map: () => new Map([["workload_id", "a"]]),
  promise: () => Promise.resolve(),
  "regular expression": () => /a/,
  error: () => new TypeError("secret"),
  array: (size) => new Array(size).fill("a"),
  "array of holes": (size) => new Array(size),
  "array of numbers": (size) => new Array(size).fill(1),
  "array of bytes": (size) => [bytes(size), bytes(1)],
  "array-like": (size) => ({ length: size, 0: "a" }),
  iterable: () => new Set(["a"]),
  "array with a getter": () => Object.defineProperty(["a"], 0, { get: throwOwn }),
  "array with an iterator": () => Object.assign(["a"], { [Symbol.iterator]: throwOwn }),
  "array with a length of its own": () =>
    new Proxy(["a"], { get: (target, name) => (name === "length" ? 40 : Reflect.get(target, name)) }),
  bytes,
  buffer: (size) => Buffer.from(bytes(size)),
  "clamped bytes": (size) => new Uint8ClampedArray(size),
  "signed bytes": (size) => new Int8Array(size),
  "16-bit numbers": (size) => new Uint16Array(size),
  doubles: (size) => new Float64Array(size),
  "64-bit numbers": (size) => new BigInt64Array(size),
  view: (size) => new DataView(new ArrayBuffer(size)),
  "array buffer": (size) => new ArrayBuffer(size),
  "shared bytes": (size) => new Uint8Array(new SharedArrayBuffer(size)),
  "resizable bytes": resizable,
  "detached bytes": detached,
  "part of bytes": (size) => bytes(size + 7).subarray(7),
  "frozen object": () => Object.freeze({ workload_id: "a" }),
  "bytes of another realm": (size) => runInNewContext(`new Uint8Array(${size})`),
  "object of another realm": () => runInNewContext("({ workload_id: 'a' })"),
  "lying bytes": (size) => new Lying(size),
  "bytes with a length of their own": (size) => Object.defineProperty(bytes(size), "length", { value: 32 }),
  "bytes with a tag of their own": (size) => Object.defineProperty(bytes(size), Symbol.toStringTag, { get: throwOwn }),
  "bytes behind a proxy": (size) => new Proxy(bytes(size), {}),
  "object with a tag": () => ({ [Symbol.toStringTag]: "Uint8Array" }),
  "object with a module's tag": () => ({ [Symbol.toStringTag]: "WebAssembly.Module" }),
  "object whose text throws": () => ({ toString: throwOwn, valueOf: throwOwn, [Symbol.toPrimitive]: throwOwn }),
  "object whose tag throws": () => Object.defineProperty({}, Symbol.toStringTag, { get: throwOwn }),
  "object whose members throw": () =>
    Object.defineProperties(
      {},
      Object.fromEntries(
        ["workload_id", "version", "algorithm", "key_b64", "length", "message", "name", "code"].map((name) => [
          name,
          { get: throwOwn, enumerable: true },
        ]),
      ),
    ),
  "proxy that throws": () => new Proxy({}, traps),
  "array behind a proxy that throws": () => new Proxy([], traps),
  "function behind a proxy that throws": () => new Proxy(() => 1, traps),
  "revoked proxy": () => revoked({}),
  "revoked proxy of an array": () => revoked([]),
  "revoked proxy of a function": () => revoked(() => 1),
  "revoked proxy of bytes": (size) => revoked(bytes(size)),
  "object whose prototype is a revoked proxy": () => Object.create(revoked({})),
};

/** Around what the library takes, and around the ends of its blocks and lanes. */
const sizes = fc.oneof({ weight: 4, arbitrary: fc.constant(32) }, fc.constantFrom(0, 1, 31, 33, 64), fc.nat(130));

/** @type {fc.Arbitrary<Shape>} */
export const anyShape = fc.record({ kind: fc.constantFrom(...Object.keys(KINDS)), size: sizes });

/** Mostly what is right. @type {fc.Arbitrary<Shape>} */
export const keyShape = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: "bytes", size: 32 }) },
  { weight: 1, arbitrary: anyShape },
);

/** @param {Shape} shape */
export function valueFrom({ kind, size }) {
  return /** @type {(size: number) => any} */ (KINDS[kind])(size);
}
