import { describe, expect, it } from "vitest";
import { placeIn } from "./places.ts";

const NUMBERS = Array.from({ length: 1000 }, (_, i) => i);

/** Batches of `size` ids, which differ from each other in their first id, their last one, or all of them. */
const batches: Record<string, (size: number) => string[][]> = {
  "the first id": (size) => NUMBERS.map((n) => [uuid(n + 1e6), ...uuids(0, size - 1)]),
  "the last id": (size) => NUMBERS.map((n) => [...uuids(0, size - 1), uuid(n + 1e6)]),
  "every id, each a UUID": (size) => NUMBERS.map((n) => uuids(size * n, size)),
  "every id, counted on": (size) => NUMBERS.map((n) => uuids(0, size).map((_, i) => `workload-${size * n + i}`)),
  "the lengths of two ids": (size) =>
    NUMBERS.map((n) => [...uuids(0, size - 2), "x".repeat(n % 100), "x".repeat(Math.floor(n / 100))]),
};

describe.each([4, 5, 31, 32])("the place of a batch of %i", (size) => {
  it.each(Object.entries(batches))("differs from batch to batch with %s, and every place comes", (_, make) => {
    const places = make(size).map(placeIn);
    expect(new Set(places)).toStrictEqual(new Set(NUMBERS.slice(0, size)));
    const most = Math.max(...NUMBERS.slice(0, size).map((place) => places.filter((other) => other === place).length));
    expect(most).toBeLessThan((4 * places.length) / size);
  });
});

it("the same ids have the same place, inside of the batch, whatever they are", () => {
  for (const ids of [["", "", "", ""], ["\uffff", "\0", "x".repeat(1e6), "🐢"], uuids(0, 1000)]) {
    const place = placeIn(ids);
    expect(placeIn([...ids])).toBe(place);
    expect(ids[place]).toBeTypeOf("string");
  }
});

/** Some UUIDs, from the nth on. */
function uuids(n: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => uuid(n + i));
}

/** The nth UUID, from a generator of 32 bits: numbers that look random, the same in every run. */
function uuid(n: number): string {
  let state = n + 1;
  const digits = Array.from({ length: 32 }, () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state >>> 24) & 15).toString(16);
  });
  return digits.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
