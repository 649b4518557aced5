import { describe, expect, it } from "vitest";
import { kindOf, newKey, wipe } from "../../src/bytes.ts";
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

  it("overwrites nothing when one argument is refused", () => {
    const key = new Uint8Array(32).fill(9);
    expect(thrownBy(() => wipe(key, "secret" as never))).toMatchObject({ code: "secret/type" });
    expect(key).toStrictEqual(new Uint8Array(32).fill(9));
  });
});

describe("newKey", () => {
  it("makes zeroed keys", () => {
    expect(newKey()).toStrictEqual(new Uint8Array(32));
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
