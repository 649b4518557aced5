import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { progressOn } from "../../../src/cli/progress.ts";
import { FakeStream } from "./io.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const CLEAR = "\r\x1b[K";

test("nothing is drawn for what takes less than a tenth of a second", () => {
  const stream = new FakeStream();
  const progress = progressOn(stream, 100);
  vi.advanceTimersByTime(99);
  progress.show(1, 50);
  progress.clear();
  expect(stream.text).toBe("");
});

test("a bar tells how far an input of a known size has come", () => {
  const stream = new FakeStream();
  const progress = progressOn(stream, 1000);
  for (const [keys, read] of [
    [0, 0],
    [1234, 505],
    [20000, 999],
    [30000, 1000],
    [40000, 1500], // the file has grown meanwhile
  ] as const) {
    vi.advanceTimersByTime(100);
    progress.show(keys, read);
  }
  const half = `${"=".repeat(15)}${" ".repeat(15)}`;
  expect(stream.text.split(CLEAR)).toEqual([
    "",
    `[${" ".repeat(30)}]   0 % 0 keys, 0 a second`,
    `[${half}]  50 % 1,234 keys, 6,170 a second`,
    `[${"=".repeat(30)}]  99 % 20,000 keys, 66,667 a second`,
    `[${"=".repeat(30)}] 100 % 30,000 keys, 75,000 a second`,
    `[${"=".repeat(30)}] 100 % 40,000 keys, 80,000 a second`,
  ]);
});

test("an input of unknown size is counted", () => {
  const stream = new FakeStream();
  const progress = progressOn(stream, undefined);
  vi.advanceTimersByTime(500);
  progress.show(1_000_000, 5);
  expect(stream.text).toBe(`${CLEAR}1,000,000 keys, 2,000,000 a second`);
});

test("it is drawn ten times a second at most", () => {
  const stream = new FakeStream();
  const progress = progressOn(stream, undefined);
  for (let i = 0; i < 1000; i++) {
    vi.advanceTimersByTime(1);
    progress.show(i, i);
  }
  expect(stream.pieces).toHaveLength(10);
});

test("it is cleared at the end", () => {
  const stream = new FakeStream();
  const progress = progressOn(stream, 10);
  vi.advanceTimersByTime(100);
  progress.show(1, 5);
  progress.clear();
  expect(stream.pieces.at(-1)).toBe(CLEAR);
});
