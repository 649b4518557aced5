/**
 * @import { Result } from "./main.js"
 *
 * @typedef {{ title: string, rows: [name: string, values: number[], digits?: number][] }} Part
 */

/** What a user calls, by how it is measured. */
const OURS = { deriveVolumeKey: "", deriveVolumeKeysInto: ", 1024 ids", deriveVolumeKeys: ", 1024 ids" };

/**
 * A runtime's measurements: nanoseconds a key, then how many times faster than the fastest peer we are.
 *
 * @param {Result} result
 * @returns {Part[]}
 */
export function partsOf({ batches, openssl }) {
  const times = batches[1024] ?? {};
  /** @type {Part["rows"]} */
  const rows = [];
  for (const [name, values] of Object.entries(times)) {
    if (!name.startsWith("deriveVolumeKeys")) rows.push([name, values]);
    else
      for (const [size, { [name]: ofSize = [] }] of Object.entries(batches))
        rows.push([`${name}, ${size} ids`, ofSize]);
  }
  const fastest = fastestPeer(times);
  return [
    { title: "nanoseconds a key", rows: [...rows, ["OpenSSL's own loop in C", openssl]] },
    {
      title: `${fastest} ÷ ours`,
      rows: Object.entries(OURS).map(([name, size]) => [name + size, ratios(times[fastest], times[name]), 2]),
    },
  ];
}

/**
 * @param {string} heading
 * @param {Part[]} parts
 * @returns {string} as a terminal shows it
 */
export function textOf(heading, parts) {
  const lines = parts.flatMap(({ title, rows }) => [
    `  ${title.padEnd(34)} ${"median".padStart(8)}  10th to 90th percentile`,
    ...rows.map(([name, values, digits]) => {
      const [median, low, high] = spread(values, digits);
      return `  ${name.padEnd(34)} ${median.padStart(8)}  ${low} to ${high}`;
    }),
  ]);
  return [heading, ...lines].join("\n");
}

/**
 * @param {string} heading
 * @param {Part[]} parts
 * @returns {string} as Markdown
 */
export function markdownOf(heading, parts) {
  const tables = parts.map(({ title, rows }) =>
    [
      `| ${title} | median | 10th to 90th percentile |`,
      "| --- | ---: | ---: |",
      ...rows.map(([name, values, digits]) => {
        const [median, low, high] = spread(values, digits);
        return `| ${name} | ${median} | ${low} to ${high} |`;
      }),
    ].join("\n"),
  );
  return [`## ${heading}`, ...tables].join("\n\n");
}

/**
 * @param {number[]} values
 * @param {number} [digits]
 * @returns {[median: string, low: string, high: string]}
 */
function spread(values, digits = 0) {
  const at = (/** @type {number} */ part) => percentile(values, part).toFixed(digits);
  return [at(0.5), at(0.1), at(0.9)];
}

/**
 * @param {number[]} values
 * @param {number} part
 */
function percentile(values, part) {
  return [...values].sort((a, b) => a - b)[Math.floor(part * (values.length - 1))] ?? Number.NaN;
}

/**
 * Of the synchronous peers, which a user could put in our place.
 *
 * @param {Record<string, number[]>} times
 * @returns {string}
 */
function fastestPeer(times) {
  const peers = Object.keys(times).filter((name) => !/^(derive|WebCrypto)/.test(name));
  const median = (/** @type {string} */ name) => percentile(times[name] ?? [], 0.5);
  return peers.reduce((a, b) => (median(a) <= median(b) ? a : b));
}

/**
 * @param {number[]} [theirs]
 * @param {number[]} [ours]
 * @returns {number[]} round by round
 */
function ratios(theirs = [], ours = []) {
  return theirs.map((time, round) => time / Number(ours[round]));
}
