/**
 * What was measured, as tables.
 *
 * @import { Result } from "./main.js"
 * @import { Plan, Times } from "./measure.js"
 *
 * @typedef {{ head: string[], rows: string[][] }} Part a table, whose first column has names
 */

/** What a user calls, by how it is measured. */
const OURS = { deriveVolumeKey: "", deriveVolumeKeysInto: ", 1024 ids", deriveVolumeKeys: ", 1024 ids" };

const SPREAD = ["median", "10th to 90th percentile"];

/**
 * A runtime's measurements: nanoseconds a key, then how many times faster than the fastest peer we are.
 *
 * @param {Result} result
 * @param {Plan} plan
 * @returns {Part[]}
 */
export function partsOf({ batches, alone, openssl }, plan) {
  const times = batches[1024] ?? {};
  const costs = Object.entries(times).flatMap(([name, values]) => {
    const sizes = plan.batches.filter((size) => batches[size]?.[name]);
    if (sizes.length === 1) return [spread(name, values)];
    return sizes.map((size) => spread(`${name}, ${size} ids`, batches[size]?.[name]));
  });
  return [
    { head: ["nanoseconds a key", ...SPREAD], rows: [...costs, spread("OpenSSL's own loop in C", openssl)] },
    {
      head: ["the peer's time ÷ ours", ...Object.entries(OURS).map(([name, size]) => name + size)],
      rows: peersOf(times).map((peer) => [
        peer,
        ...Object.keys(OURS).map((name) => inOne(ratios(times[peer], times[name]))),
      ]),
    },
    {
      head: ["ours ÷ OpenSSL's own loop in C", ...SPREAD],
      rows: Object.entries({ "among the others": times, "alone, as that loop": alone }).map(
        ([how, { deriveVolumeKeysInto }]) =>
          spread(`deriveVolumeKeysInto, 1024 ids, ${how}`, over(deriveVolumeKeysInto, median(openssl)), 2),
      ),
    },
  ];
}

/**
 * How the cost grows with the batch and with the length of the ids: medians.
 *
 * @param {Result} result
 * @param {Plan} plan
 * @returns {Part[]}
 */
export function growthOf({ batches, lengths }, { count }) {
  return [
    { title: "nanoseconds a key, ids in a batch", of: batches },
    { title: `nanoseconds a key, bytes of an id (in batches of ${count})`, of: lengths },
  ].map(({ title, of }) => {
    const names = Object.keys(Object.values(of)[0] ?? {});
    return {
      head: [title, ...names],
      rows: Object.entries(of).map(([size, times]) => [size, ...names.map((name) => median(times[name]).toFixed(0))]),
    };
  });
}

/**
 * @param {string} heading
 * @param {Part[]} parts
 * @returns {string} as a terminal shows it
 */
export function textOf(heading, parts) {
  const tables = parts.map(({ head, rows }) => {
    const widths = head.map((_, i) => Math.max(...[head, ...rows].map((cells) => cells[i]?.length ?? 0)));
    const line = (/** @type {string[]} */ cells) =>
      cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ");
    return [head, ...rows].map((cells) => `  ${line(cells)}`).join("\n");
  });
  return [heading, ...tables].join("\n");
}

/**
 * @param {string} heading
 * @param {Part[]} parts
 * @returns {string} as Markdown
 */
export function markdownOf(heading, parts) {
  const tables = parts.map(({ head, rows }) => {
    const rule = head.map((_, i) => (i === 0 ? "---" : "---:"));
    return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  });
  return [`## ${heading}`, ...tables].join("\n\n");
}

/**
 * A row: the name, the median and the spread.
 *
 * @param {string} name
 * @param {number[]} [values]
 * @param {number} [digits]
 * @returns {string[]}
 */
export function spread(name, values = [], digits = 0) {
  const at = (/** @type {number} */ part) => percentile(values, part).toFixed(digits);
  return [name, at(0.5), `${at(0.1)} to ${at(0.9)}`];
}

/**
 * The median and the spread in one cell.
 *
 * @param {number[]} values
 */
function inOne(values) {
  const [, middle, range] = spread("", values, 2);
  return `${middle} (${range})`;
}

/** @param {number[]} [values] */
export function median(values = []) {
  return percentile(values, 0.5);
}

/**
 * @param {number[]} values
 * @param {number} part
 */
function percentile(values, part) {
  return [...values].sort((a, b) => a - b)[Math.floor(part * (values.length - 1))] ?? Number.NaN;
}

/** @param {Times} times */
function peersOf(times) {
  return Object.keys(times).filter((name) => !name.startsWith("derive"));
}

/**
 * Of the synchronous peers, which a user could put in our place.
 *
 * @param {Times} times
 * @returns {string}
 */
export function fastestPeer(times) {
  const peers = peersOf(times).filter((name) => !name.startsWith("WebCrypto"));
  return peers.reduce((a, b) => (median(times[a]) <= median(times[b]) ? a : b));
}

/**
 * @param {number[]} [theirs]
 * @param {number[]} [ours]
 * @returns {number[]} round by round
 */
export function ratios(theirs = [], ours = []) {
  return theirs.map((time, round) => time / Number(ours[round]));
}

/**
 * @param {number[]} [values]
 * @param {number} [divisor]
 * @returns {number[]}
 */
function over(values = [], divisor = Number.NaN) {
  return values.map((value) => value / divisor);
}
