/** What is in the memory of another process, on Linux: all that it can read but the files that it has mapped to be read. */
import { closeSync, openSync, readFileSync, readSync } from "node:fs";

const PAGE = 4096;

/** Bytes that are read at a time, and those of the piece before that are read again: a key as doubles takes 512. */
const [PIECE, OVERLAP] = [2 ** 22, PAGE];

/**
 * @param {number} pid
 * @returns {Iterable<{ address: number, bytes: Uint8Array<ArrayBuffer> }>} pieces, of which each begins where a page does. They
 *   lie in one and the same buffer
 */
export function* piecesOf(pid) {
  const [memory, pagemap] = [openSync(`/proc/${pid}/mem`, "r"), openSync(`/proc/${pid}/pagemap`, "r")];
  const buffer = new Uint8Array(new ArrayBuffer(PIECE));
  try {
    for (const mapping of mappingsOf(pid)) {
      for (const [start, end] of residentRuns(pagemap, mapping)) {
        for (let address = start; ; address += PIECE - OVERLAP) {
          const size = readSync(memory, buffer, 0, Math.min(PIECE, end - address), address);
          yield { address, bytes: buffer.subarray(0, size) };
          if (address + PIECE >= end) break;
        }
      }
    }
  } finally {
    closeSync(memory);
    closeSync(pagemap);
  }
}

/**
 * @param {number} pid
 * @returns {Iterable<[start: number, end: number]>} the mappings, as proc_pid_maps(5) has them
 */
function* mappingsOf(pid) {
  for (const line of readFileSync(`/proc/${pid}/maps`, "latin1").split("\n")) {
    const [, start = "", end = "", mode = "", path = ""] =
      line.match(/^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)$/) ?? [];
    // What nobody has written is as it was in the file. The last one is the kernel's.
    if (!mode.startsWith("r") || (path.startsWith("/") && mode === "r--p") || path.startsWith("[v")) continue;
    if (path.startsWith("/") && mode === "r-xp") continue;
    yield [Number.parseInt(start, 16), Number.parseInt(end, 16)];
  }
}

/**
 * The parts of a mapping whose pages are there. Engines reserve a hundred times what they use.
 *
 * @param {number} pagemap the file
 * @param {[start: number, end: number]} mapping
 * @returns {Iterable<[start: number, end: number]>}
 */
function* residentRuns(pagemap, [start, end]) {
  const entries = new Uint32Array(2 ** 17);
  let [from, to] = [0, 0];
  for (let address = start; address < end; ) {
    const wanted = Math.min(entries.byteLength, ((end - address) / PAGE) * 8);
    const size = readSync(pagemap, entries, 0, wanted, (address / PAGE) * 8);
    if (size === 0) throw new Error("the kernel tells nothing of the pages");
    for (let i = 1; i < size / 4; i += 2, address += PAGE) {
      // Bit 63: it is in memory, bit 62: it is swapped out.
      if (/** @type {number} */ (entries[i]) >>> 30 === 0) continue;
      if (address !== to) {
        if (to > from) yield [from, to];
        from = address;
      }
      to = address + PAGE;
    }
  }
  if (to > from) yield [from, to];
}
