/**
 * What the library needs of the realm, taken once, when it is imported. Other code may replace any global and any method after
 * that, and a derivation that called the replacement would give a wrong key in silence.
 *
 * So no other module looks up a method on a prototype. It calls what is here, reads and writes arrays by index, and iterates
 * over nothing: spread, destructuring of arrays and `for … of` call methods too.
 */

const { bind, call } = Object.getPrototypeOf(Object); // Function.prototype: a realm may forbid `Function`

/** Makes a function that takes `this` as its first argument. A call of it looks up nothing, unlike `method.call(self)`. */
export const uncurry = bind.bind(call) as <Self, Args extends unknown[], Result>(
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

function isRight(test: () => unknown): boolean {
  try {
    return test() === true;
  } catch {
    return false;
  }
}

/** Takes and uncurries a getter, which may lie on a prototype of the owner. */
function takeGetter<Self, Value>(owner: object | undefined, name: PropertyKey): ((self: Self) => Value) | undefined {
  for (let at = owner; at !== undefined && at !== null; at = Object.getPrototypeOf(at)) {
    const getter = Object.getOwnPropertyDescriptor(at, name)?.get;
    if (getter !== undefined) return uncurry(getter as (this: Self) => Value);
  }
  return undefined;
}

/** Takes and uncurries a method that some runtimes lack. */
function takeMethod<Self, Args extends unknown[], Result>(owner: object | undefined, name: string) {
  const method = take<(this: Self, ...args: Args) => Result>(owner, name);
  return typeof method === "function" ? uncurry(method) : undefined;
}

/** The class of errors that say why a core is not used. */
export const Fault: new (message?: string) => Error = Error;

export const { getPrototypeOf, hasOwn } = Object;
export const { max, min } = Math;
export const { fromCharCode } = String;
export const readInt: (text: string, radix: number) => number = Number.parseInt;

export const charCodeAt: (text: string, index: number) => number = uncurry(String.prototype.charCodeAt);
export const trim: (text: string) => string = uncurry(String.prototype.trim);
export const slice: (text: string, start: number, end?: number) => string = uncurry(String.prototype.slice);
const nativeIsWellFormed = takeMethod<string, [], boolean>(String.prototype, "isWellFormed");
/** Of ECMAScript 2024, unless it is a stub. */
export const isWellFormed = isRight(() => nativeIsWellFormed?.("a") && !nativeIsWellFormed("\ud800"))
  ? nativeIsWellFormed
  : undefined;
/** The only way to search a text here: `test`, `search` and `replace` look `exec` up. */
export const exec: (pattern: RegExp, text: string) => RegExpExecArray | null = uncurry(RegExp.prototype.exec);

/**
 * A `Uint8Array` in the words of the compiler that reads it: `Uint8Array` before TypeScript 5.7, and
 * `Uint8Array<ArrayBuffer>`, which WebCrypto asks for, from then on.
 */
export type Bytes = ReturnType<typeof Uint8Array.of>;

const [Buffer, Bytes, Words] = [ArrayBuffer, Uint8Array, Int32Array];

/**
 * Makes zeroed bytes in an `ArrayBuffer` of their own. V8 keeps a plain `new Uint8Array(32)` on its own heap and leaves copies
 * behind when the collector moves it, which no `wipe` reaches.
 */
export function newBytes(size: number): Bytes {
  return new Bytes(new Buffer(size));
}

/** Views a part of a buffer, as `subarray` does, which looks the constructor up. */
export function viewBytes(buffer: ArrayBuffer, start?: number, size?: number): Bytes {
  return new Bytes(buffer, start, size);
}

/** Views a buffer as words: little-endian, as every machine is that runs the tests. On another one the known answers fail. */
export function viewWords(buffer: ArrayBuffer): Int32Array {
  return new Words(buffer);
}

const typedArray = getPrototypeOf(Uint8Array.prototype);

/** %TypedArray%.prototype[@@toStringTag]: names a typed array of any realm, and cannot be forged as `instanceof` can. */
export const typedArrayName = takeGetter(typedArray, Symbol.toStringTag) as (value: unknown) => string | undefined;
/** %TypedArray%.prototype.length: the number of elements, whatever a subclass or a property of that name says. */
export const lengthOf = takeGetter(typedArray, "length") as (bytes: Uint8Array) => number;
export const fill: (bytes: Uint8Array, value: number, start?: number, end?: number) => void = uncurry(typedArray.fill);
export const set: (bytes: Uint8Array, source: Uint8Array, offset: number) => void = uncurry(typedArray.set);

const { isArray: isArrayOrThrow } = Array;

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

const { setPrototypeOf } = Object;
const arrayPrototype = Array.prototype;

/** Makes an empty list. It has no prototype, since a setter of an index may lie on that of an array and take the item. */
export function newList<Item>(): List<Item> {
  return setPrototypeOf([], null);
}

/** Makes a list the array that others expect. */
export function toArray<Item>(list: List<Item>): Item[] {
  return setPrototypeOf(list, arrayPrototype);
}

const objectToString = uncurry(Object.prototype.toString) as (value: unknown) => string;

/** Whether a value is a `WebAssembly.Module`: by its tag, since it may come from another realm. */
export function isModule(value: unknown): value is WasmModule {
  try {
    return typeof value === "object" && objectToString(value) === "[object WebAssembly.Module]";
  } catch {
    return false; // a revoked proxy
  }
}

/** A `WebAssembly.Module`, or any object where the compiler has no type for it, as without the DOM's. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module & object // an interface without members, which a string would be one of
  : object;

const wasm = take<object>(globalThis, "WebAssembly");
/** `WebAssembly.Module` and `WebAssembly.Instance`, where there are any. */
export const Module = take<new (bytes: Uint8Array) => WasmModule>(wasm, "Module");
export const Instance = take<new (module: WasmModule) => object>(wasm, "Instance");

/** Their exports, and the buffer of a `WebAssembly.Memory`. */
export const exportsOf = takeGetter<object, object>(take(Instance, "prototype"), "exports");
export const bufferOf = takeGetter<object, ArrayBuffer>(take(take(wasm, "Memory"), "prototype"), "buffer");

/** Writes a text in UTF-8 as far as there is room. Returns how many UTF-16 units it read and how many bytes it wrote. */
export type EncodeInto = (text: string, bytes: Uint8Array) => { read: number; written: number };

const Encoder = take<new () => { encodeInto: EncodeInto }>(globalThis, "TextEncoder");
const encodeInto = take<EncodeInto>(take(Encoder, "prototype"), "encodeInto");
const bindTo = uncurry(bind as (this: EncodeInto, self: object) => EncodeInto);

/** Makes a `TextEncoder` and returns its `encodeInto`. Throws where the runtime has none. */
export function newEncodeInto(): EncodeInto {
  if (Encoder === undefined || encodeInto === undefined) throw new Fault("this runtime has no TextEncoder");
  return bindTo(encodeInto, new Encoder());
}

/**
 * Whether the engine is JavaScriptCore: its errors tell their line. A call of an uncurried method takes 30 ns there, and none on
 * V8 and SpiderMonkey, which compile it into the caller.
 */
export const isJavaScriptCore: boolean = hasOwn(new Fault(), "line");
