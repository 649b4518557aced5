/**
 * What the library needs of the realm, taken once, when it is imported. Other code may replace any global and any method after
 * that, and a derivation that called the replacement would give a wrong key in silence.
 *
 * So no other module looks up a method on a prototype. It calls what is here, reads and writes arrays by index, and iterates
 * over nothing: spread, destructuring of arrays and `for … of` call methods too.
 */

const { bind, call } = Object.getPrototypeOf(Object); // Function.prototype: a realm may forbid `Function`

/** Makes a function that takes `this` as its first argument. A call of it looks up nothing, unlike `method.call(self)`. */
const uncurry = bind.bind(call) as <Self, Args extends unknown[], Result>(
  method: (this: Self, ...args: Args) => Result,
) => (self: Self, ...args: Args) => Result;

/** What a call returns, or `undefined` where it throws: runtimes lack some things and forbid others. */
export function attempt<Value>(take: () => Value): Value | undefined {
  try {
    return take();
  } catch {
    return undefined;
  }
}

/** Takes a getter of a prototype. */
function getter<Self, Value>(prototype: object, name: PropertyKey): (self: Self) => Value {
  return uncurry(Object.getOwnPropertyDescriptor(prototype, name)?.get as (this: Self) => Value);
}

/** The class of errors that say why a core is not used. */
export const Fault: new (message?: string) => Error = Error;

export const { assign, getPrototypeOf } = Object;
export const hasOwn = /* @__PURE__ */ (() => Object.hasOwn)(); // so that bundles drop it where it is not used
export const { fromCharCode } = String;
export const readInt: (text: string, radix: number) => number = Number.parseInt;

export const charCodeAt: (text: string, index: number) => number = uncurry(String.prototype.charCodeAt);
export const trim: (text: string) => string = /* @__PURE__ */ (() => uncurry(String.prototype.trim))();
export const slice: (text: string, start: number, end?: number) => string = uncurry(String.prototype.slice);
/** Of ECMAScript 2024, where it is no stub. */
export const isWellFormed = attempt(() => {
  const { isWellFormed } = String.prototype as unknown as { isWellFormed(this: string): boolean };
  const native = uncurry(isWellFormed);
  return native("a") && !native("\ud800") ? native : undefined;
});
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
export const typedArrayName: (value: unknown) => string | undefined = getter(typedArray, Symbol.toStringTag);
/** %TypedArray%.prototype.length: the number of elements, whatever a subclass or a property of that name says. */
export const lengthOf: (bytes: Uint8Array) => number = getter(typedArray, "length");
export const fill: (bytes: Uint8Array, value: number, start?: number, end?: number) => void = uncurry(typedArray.fill);
export const set: (bytes: Uint8Array, source: Uint8Array, offset: number) => void = /* @__PURE__ */ (() =>
  uncurry(typedArray.set))();

const { isArray: isArrayOrThrow } = Array;

/** Whether a value is an array, of this realm or another. A revoked proxy is none: `Array.isArray` throws. */
export function isArray(value: unknown): value is unknown[] {
  return attempt(() => isArrayOrThrow(value)) === true;
}

/** Makes an array of ours, with room for items. */
export const newArray = /* @__PURE__ */ (() => {
  const Items = Array;
  return <Item>(length: number): Item[] => new Items(length);
})();

/** Puts an item into an array of ours. A setter of that index may lie on a prototype, and would take it. */
export const put = /* @__PURE__ */ (() => {
  const { create, defineProperty } = Object;
  const { prototype } = Array;
  return <Item>(array: Item[], index: number, item: Item): void => {
    if (!(index in prototype)) array[index] = item;
    else
      defineProperty(
        array,
        index,
        assign(create(null), { value: item, configurable: true, enumerable: true, writable: true }),
      );
  };
})();

/** A `WebAssembly.Module`, or any object where the compiler has no type for it, as without the DOM's. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module & object // an interface without members, which a string would be one of
  : object;

/** Writes a text in UTF-8 as far as there is room. Returns how many UTF-16 units it read and how many bytes it wrote. */
type EncodeInto = (text: string, bytes: Uint8Array) => { read: number; written: number };

declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => WasmModule;
  Instance: new (module: WasmModule) => { exports: unknown };
};
declare const TextEncoder: new () => { encodeInto: EncodeInto };

/**
 * What compiles and instantiates a module; `undefined` where there is no WebAssembly. The getters of `exports` and `buffer` are not
 * taken: where they are replaced before the first key, the core does not compute its known answer.
 */
export const wasm = attempt(() => {
  const { Module, Instance } = WebAssembly;
  return { Module, Instance };
});

const objectToString = /* @__PURE__ */ uncurry(Object.prototype.toString) as (value: unknown) => string;

/** Whether an object is a `WebAssembly.Module`: by its tag, since it may come from another realm. */
export function isModule(value: unknown): value is WasmModule {
  return attempt(() => objectToString(value)) === "[object WebAssembly.Module]";
}

/** `encodeInto` of a TextEncoder; undefined where there is none. */
export const encodeInto = attempt(() => {
  const encoder = new TextEncoder();
  return encoder.encodeInto.bind(encoder);
}) as EncodeInto;

/**
 * Whether the engine is JavaScriptCore: its errors tell their line. A call of an uncurried method takes 30 ns there, and none on
 * V8 and SpiderMonkey, which compile it into the caller.
 */
export const isJavaScriptCore: boolean = "line" in new Fault();
