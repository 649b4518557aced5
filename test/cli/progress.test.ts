import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { progressOn } from "../../cli/progress.ts";
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

test.each(Array.from({ length: 201 }, (_, columns) => columns))("it never wraps on %d columns", (columns) => {
  const stream = Object.assign(new FakeStream(), { columns });
  const width = columns || 80; // 0 is what a terminal tells that does not know
  for (const size of [undefined, 1e9]) {
    const progress = progressOn(stream, size);
    for (const keys of [0, 999, 1_234_567, 123_456_789_012]) {
      vi.advanceTimersByTime(100);
      progress.show(keys, keys);
    }
    progress.clear();
  }
  for (const line of stream.text.split(CLEAR)) expect(line.length).toBeLessThan(width);
  expect(stream.text.length).toBeGreaterThan(8 * CLEAR.length);
});

test("what matters most stays on a narrow terminal", () => {
  const drawn = (columns: number, size?: number) => {
    const stream = Object.assign(new FakeStream(), { columns });
    const progress = progressOn(stream, size);
    vi.advanceTimersByTime(1000);
    progress.show(1_234_567, 50);
    return stream.text.slice(CLEAR.length);
  };
  expect(drawn(80, 100)).toBe(`[${"=".repeat(15)}${" ".repeat(15)}]  50 % 1,234,567 keys, 1,234,567 a second`);
  expect(drawn(60, 100)).toBe("[========        ]  50 % 1,234,567 keys, 1,234,567 a second");
  expect(drawn(41, 100)).toBe(" 50 % 1,234,567 keys, 1,234,567 a second");
  expect(drawn(40, 100)).toBe("[========        ]  50 % 1,234,567 keys");
  expect(drawn(24, 100)).toBe(" 50 % 1,234,567 keys");
  expect(drawn(20, 100)).toBe("[======     ]  50 %");
  expect(drawn(10, 100)).toBe(" 50 %");
  expect(drawn(3, 100)).toBe("");
  expect(drawn(40)).toBe("1,234,567 keys, 1,234,567 a second");
});

test("it fits a terminal that becomes narrower on the way", () => {
  const stream = Object.assign(new FakeStream(), { columns: 80 });
  const progress = progressOn(stream, 100);
  for (const columns of [80, 30]) {
    stream.columns = columns;
    vi.advanceTimersByTime(100);
    progress.show(1, 1);
  }
  expect(stream.text.split(CLEAR).at(-1)?.length).toBeLessThan(30);
});

test("it is cleared at the end", () => {
  const stream = new FakeStream();
  const progress = progressOn(stream, 10);
  vi.advanceTimersByTime(100);
  progress.show(1, 5);
  progress.clear();
  expect(stream.pieces.at(-1)).toBe(CLEAR);
});
