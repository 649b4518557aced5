import { describe, expect, it } from "vitest";
import { kindOf, wipe } from "../../src/bytes.ts";
import { thrownBy } from "./helpers.ts";

describe("wipe", () => {
  it("overwrites every argument, and only that part of a larger buffer", () => {
    const large = new Uint8Array(8).fill(7);
    const key = new Uint8Array(32).fill(9);
    wipe(large.subarray(2, 4), key, new Uint8Array(0));
    expect(Array.from(large)).toStrictEqual([7, 7, 0, 0, 7, 7, 7, 7]);
    expect(key).toStrictEqual(new Uint8Array(32));
    wipe();
  });

  it("overwrites every one of an array, however long, beside others", () => {
    const keys = Array.from({ length: 130_000 }, () => new Uint8Array(1).fill(7));
    const key = new Uint8Array(32).fill(9);
    wipe(keys, key, []);
    expect([...keys, key].every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
  });

  it.each<[string, (key: Uint8Array) => unknown[]]>([
    ["an argument", (key) => [key, "secret"]],
    ["a member of an array", (key) => [key, [key, "secret"]]],
    ["a hole in an array", (key) => [Object.assign(new Array(3), { 0: key, 2: key })]],
    ["an array in an array", (key) => [key, [[key]]]],
    ["a set", (key) => [key, new Set([key])]],
  ])("overwrites nothing when %s is refused", (_, argumentsOf) => {
    const key = new Uint8Array(32).fill(9);
    expect(thrownBy(() => wipe(...(argumentsOf(key) as Uint8Array[])))).toMatchObject({ code: "secret/type" });
    expect(key).toStrictEqual(new Uint8Array(32).fill(9));
  });

  it("overwrites what it has checked, whatever a proxy or a getter returns the second time", () => {
    const keys = Array.from({ length: 2 }, () => new Uint8Array(32).fill(9));
    const reads = { proxy: 0, getter: 0 };
    const first = (read: "proxy" | "getter") => (reads[read]++ === 0 ? keys[read === "proxy" ? 0 : 1] : "changed");
    const proxy = new Proxy([keys[0]], {
      get: (array, name) => (name === "0" ? first("proxy") : Reflect.get(array, name)),
    });
    const array = Object.defineProperty([keys[1]], 0, { get: () => first("getter") });
    wipe(proxy as Uint8Array[], array as Uint8Array[]);
    expect(keys).toStrictEqual([new Uint8Array(32), new Uint8Array(32)]);
    expect(reads).toStrictEqual({ proxy: 1, getter: 1 });
  });
});

describe("kindOf", () => {
  it.each([
    [undefined, "undefined"],
    [null, "null"],
    [1, "a number"],
    ["secret", "a string"],
    [Symbol("secret"), "a symbol"],
    [{ secret: 1 }, "an object"],
    [[1], "an Array"],
    [new Int8Array(1), "an Int8Array"],
    [new Uint8ClampedArray(1), "a Uint8ClampedArray"],
    [new Uint32Array(1), "a Uint32Array"],
    [new Uint8Array(3), "a Uint8Array of 3 bytes"],
  ])("names %o", (value, name) => {
    expect(kindOf(value)).toBe(name);
  });
});
