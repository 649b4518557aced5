import type { Stream } from "./output.ts";

const WIDTH = 30;
const INTERVAL = 100; // milliseconds between two drawings

/** A line on the terminal that tells how far a long derivation has come. */
export interface Progress {
  /** @param derived keys so far; @param read bytes of the input so far */
  show(derived: number, read: number): void;
  /** Clears the line, so that nothing of it stays behind. */
  clear(): void;
}

/**
 * Draws on `stream`, at most ten times a second.
 *
 * @param size bytes of the whole input, undefined where that is not known
 */
export function progressOn(stream: Stream, size: number | undefined): Progress {
  const start = Date.now();
  let drawn = start; // nothing is drawn for what takes less than an interval
  let visible = false;
  const put = (text: string): void => {
    stream.write(`\r\x1b[K${text}`, () => {});
  };
  return {
    show(derived, read) {
      const now = Date.now();
      if (now - drawn < INTERVAL) return;
      drawn = now;
      visible = true;
      const rate = Math.round((derived * 1000) / (now - start));
      const counts = `${derived.toLocaleString("en")} keys, ${rate.toLocaleString("en")} a second`;
      put(size === undefined ? counts : `${bar(read / size)} ${counts}`);
    },
    clear() {
      if (visible) put("");
    },
  };
}

function bar(done: number): string {
  const filled = Math.round(Math.min(done, 1) * WIDTH);
  const percent = Math.floor(Math.min(done, 1) * 100);
  return `[${"=".repeat(filled)}${" ".repeat(WIDTH - filled)}] ${String(percent).padStart(3)} %`;
}
