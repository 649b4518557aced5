import type { Stream } from "./output.ts";

const BAR = { shortest: 8, longest: 30 };
const INTERVAL = 100; // milliseconds between two drawings

/** Characters of a line where the terminal does not tell. */
const COLUMNS = 80;

/**
 * Draws a line on a terminal that tells how far a long derivation has come, at most ten times a second. It is never more than
 * a line: what is wrapped could not be cleared.
 *
 * @param size bytes of the whole input, undefined where that is not known
 */
export function progressOn(stream: Stream, size: number | undefined) {
  const start = Date.now();
  let drawn = start; // nothing is drawn for what takes less than an interval
  let visible = false;
  const put = (text: string): void => {
    stream.write(`\r\x1b[K${text}`, () => {});
  };
  return {
    /** @param derived keys so far; @param read bytes of the input so far */
    show(derived: number, read: number): void {
      const now = Date.now();
      if (now - drawn < INTERVAL) return;
      drawn = now;
      visible = true;
      const rate = Math.round((derived * 1000) / (now - start));
      const done = size === undefined ? undefined : Math.min(read / size, 1);
      put(lineOf(derived, rate, done, (stream.columns || COLUMNS) - 1)); // the last column may wrap
    },
    /** Clears the line, so that nothing of it stays behind. */
    clear(): void {
      if (visible) put("");
    },
  };
}

/** The percentage, the keys, the rate and the bar, in this order of weight: as much as fits. */
function lineOf(derived: number, rate: number, done: number | undefined, width: number): string {
  const percent = done === undefined ? "" : `${String(Math.floor(done * 100)).padStart(3)} %`;
  const keys = `${percent}${percent && " "}${derived.toLocaleString("en")} keys`;
  const line =
    [`${keys}, ${rate.toLocaleString("en")} a second`, keys, percent].find(({ length }) => length <= width) ?? "";
  const free = Math.min(width - line.length - "[] ".length, BAR.longest);
  if (done === undefined || free < BAR.shortest) return line;
  const filled = Math.round(done * free);
  return `[${"=".repeat(filled)}${" ".repeat(free - filled)}] ${line}`;
}
