/**
 * What the library needs of the realm, taken once, when it is imported. Other code may replace any global and any method after
 * that, and a derivation that called the replacement would give a wrong key in silence.
 *
 * So no other module looks up a method on a prototype. It calls what is here, reads and writes arrays by index, and iterates
 * over nothing: spread, destructuring of arrays and `for … of` call methods too.
 */

const { bind, call } = Function.prototype;

/** Makes a function that takes `this` as its first argument. A call of it looks up nothing, unlike `method.call(self)`. */
export const uncurry = bind.bind(call) as unknown as <Self, Args extends unknown[], Result>(
  method: (this: Self, ...args: Args) => Result,
) => (self: Self, ...args: Args) => Result;

/** Takes what some runtimes lack. A getter of it may throw. */
function take<Value>(owner: object | undefined, name: string): Value | undefined {
  try {
    return (owner as Record<string, Value | undefined> | undefined)?.[name];
  } catch {
    return undefined;
  }
}

/** Takes and uncurries a method that some runtimes lack. */
function takeMethod<Self, Args extends unknown[], Result>(owner: object | undefined, name: string) {
  const method = take<(this: Self, ...args: Args) => Result>(owner, name);
  return typeof method === "function" ? uncurry(method) : undefined;
}

export const { getPrototypeOf, hasOwn } = Object;
export const { fromCharCode } = String;
export const readInt: (text: string, radix: number) => number = Number.parseInt;

export const charCodeAt: (text: string, index: number) => number = uncurry(String.prototype.charCodeAt);
export const trim: (text: string) => string = uncurry(String.prototype.trim);
export const slice: (text: string, start: number, end?: number) => string = uncurry(String.prototype.slice);
/** Of ECMAScript 2024. */
export const isWellFormed = takeMethod<string, [], boolean>(String.prototype, "isWellFormed");
/** The only way to search a text here: `test`, `search` and `replace` look `exec` up. */
export const exec: (pattern: RegExp, text: string) => RegExpExecArray | null = uncurry(RegExp.prototype.exec);

/**
 * A `Uint8Array` in the words of the compiler that reads it: `Uint8Array` before TypeScript 5.7, and
 * `Uint8Array<ArrayBuffer>`, which WebCrypto asks for, from then on.
 */
export type Bytes = ReturnType<typeof Uint8Array.of>;

const typedArray = getPrototypeOf(Uint8Array.prototype);
const takeGetter = (name: PropertyKey) =>
  uncurry(Object.getOwnPropertyDescriptor(typedArray, name)?.get as (this: unknown) => unknown);

/** %TypedArray%.prototype[@@toStringTag]: names a typed array of any realm, and cannot be forged as `instanceof` can. */
export const typedArrayName = takeGetter(Symbol.toStringTag) as (value: unknown) => string | undefined;
/** %TypedArray%.prototype.length: the number of elements, whatever a subclass or a property of that name says. */
export const lengthOf = takeGetter("length") as (bytes: Uint8Array) => number;
export const fill: (bytes: Uint8Array, value: number, start?: number, end?: number) => Uint8Array = uncurry(
  typedArray.fill,
);
export const set: (bytes: Uint8Array, source: Uint8Array, offset?: number) => void = uncurry(typedArray.set);
export const copyWithin: (bytes: Uint8Array, target: number, start: number, end: number) => Uint8Array = uncurry(
  typedArray.copyWithin,
);

const [Buffer, Bytes, Words] = [ArrayBuffer, Uint8Array, Int32Array];

/**
 * Makes zeroed bytes in an `ArrayBuffer` of their own. V8 keeps a plain `new Uint8Array(32)` on its own heap and leaves copies
 * behind when the collector moves it, which no `wipe` reaches.
 */
export function newBytes(size: number): Bytes {
  return new Bytes(new Buffer(size));
}

/** Views a part of a buffer. Unlike `subarray`, which asks the array for its constructor. */
export function viewBytes(buffer: ArrayBuffer, start?: number, size?: number): Bytes {
  return new Bytes(buffer, start, size);
}

/** Views a buffer as words, little-endian on every machine that runs the tests. */
export function viewWords(buffer: ArrayBuffer): Int32Array {
  return new Words(buffer);
}

const { isArray: isArrayOrThrow } = Array;
const { setPrototypeOf } = Object;

/** Whether a value is an array, of this realm or another. A revoked proxy is none: `Array.isArray` throws. */
export function isArray(value: unknown): value is unknown[] {
  try {
    return isArrayOrThrow(value);
  } catch {
    return false;
  }
}

/** An array that is filled by index. */
export type List<Item> = { [index: number]: Item; length: number };

/** Makes an empty list. It has no prototype: on that of an array might lie a setter of an index, which would take the item. */
export function newList<Item>(): List<Item> {
  return setPrototypeOf([], null);
}

/** A `WebAssembly.Module`, or any object where the compiler has no type for it, as without the DOM's. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module & object // an interface without members, which a string would be one of
  : object;

const WebAssembly = take<object>(globalThis, "WebAssembly");
export const Module = take<new (bytes: Uint8Array) => WasmModule>(WebAssembly, "Module");
export const Instance = take<new (module: WasmModule) => { exports: unknown }>(WebAssembly, "Instance");

/** Writes a text in UTF-8, as far as it fits. Returns how many UTF-16 units it read and how many bytes it wrote. */
export type EncodeInto = (text: string, bytes: Uint8Array) => { read: number; written: number };

const TextEncoder = take<new () => { encodeInto: EncodeInto }>(globalThis, "TextEncoder");
const encodeInto = take<EncodeInto>(take(TextEncoder, "prototype"), "encodeInto");

/** Makes a `TextEncoder` and binds its `encodeInto`: that is faster on JavaScriptCore. */
export function newEncodeInto(): EncodeInto {
  if (TextEncoder === undefined || encodeInto === undefined) throw new Error("this runtime has no TextEncoder");
  return uncurry(bind as (this: EncodeInto, self: object) => EncodeInto)(encodeInto, new TextEncoder());
}
