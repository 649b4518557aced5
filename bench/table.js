/**
 * What was measured, as tables.
 *
 * @import { Result } from "./main.js"
 * @import { Kind, Sample } from "./jobs.js"
 *
 * @typedef {object} Part a table
 * @property {string[]} head
 * @property {string[][]} rows whose first cells are names
 *
 * @typedef {{ heading: string, parts: Part[] }} Section
 */
import { BATCHES, IDS } from "./jobs.js";

/**
 * @param {string} name
 * @param {string} job
 * @param {string} [ids]
 */
const call = (name, job, ids = job) => ({ name, job, title: `${name}, ${ids}` });

/** What a user calls, for what. The peers take one by one the ids of a batch. */
const CALLS = [
  call("deriveVolumeKeyInto", "UUID"),
  call("deriveVolumeKey", "UUID"),
  call("deriveVolumeKeyInto", "1 KiB"),
  call("deriveVolumeKeyInto", "64 KiB"),
  call("deriveVolumeKeysInto", "UUID", "1,024 UUIDs"),
  call("deriveVolumeKeys", "UUID", "1,024 UUIDs"),
];

/** What no peer is measured for. */
const SMALL_BATCHES = Object.keys(BATCHES).flatMap((job) => [
  call("deriveVolumeKeysInto", job),
  call("deriveVolumeKeys", job),
]);

/**
 * How many times as fast as the others we are.
 *
 * @param {Result[]} results
 * @returns {Section}
 */
export function comparison(results) {
  const against = (/** @type {string} */ title, /** @type {Kind} */ kind) => ({
    head: [title, ...CALLS.map(({ title }) => title)],
    rows: results
      .filter(({ measured: { UUID } }) => fastest(UUID, kind))
      .map(({ runtime, measured }) => [
        runtime,
        ...CALLS.map(({ name, job }) => ratio(fastest(measured[job], kind), called(measured[job], name))),
      ]),
  });
  const beside = [...CALLS, ...SMALL_BATCHES].map(({ name, job, title }) => [
    title,
    ...results.map(({ measured: { [job]: samples } }) =>
      ratio(called(samples, `${name}, the build beside`), called(samples, name)),
    ),
  ]);
  return {
    heading: "How many times as fast",
    parts: [
      against("the fastest Wasm or JavaScript peer's time ÷ ours", "portable"),
      against("the fastest native peer's time ÷ ours", "native"),
      {
        head: ["the time of the build beside ÷ ours", ...results.map(({ runtime }) => runtime)],
        rows: beside.filter(([, ...ratios]) => ratios.some((ratio) => ratio !== "")),
      },
    ].filter(({ rows }) => rows.length > 0),
  };
}

/**
 * A runtime's measurements.
 *
 * @param {Result} result
 * @returns {Section}
 */
export function costs({ runtime, measured }) {
  const { UUID = [] } = measured;
  const table = (/** @type {string} */ title, /** @type {string[]} */ jobs, /** @type {Sample[]} */ samples) => ({
    head: [title, ...jobs],
    rows: samples.map(({ name }) => [name, ...jobs.map((job) => inOne(called(measured[job], name)?.times))]),
  });
  const inBatches = UUID.filter(({ name }) => name.startsWith("deriveVolumeKeys"));
  const batches = table("nanoseconds a key, in a batch", [...Object.keys(BATCHES), "UUID"], inBatches);
  return {
    heading: runtime,
    parts: [
      table(
        "nanoseconds a key, one by one",
        Object.keys(IDS),
        UUID.filter((sample) => !inBatches.includes(sample)),
      ),
      { ...batches, head: [...batches.head.slice(0, -1), "1,024 UUIDs"] },
    ],
  };
}

/**
 * @param {Section} section
 * @returns {string} as a terminal shows it
 */
export function textOf({ heading, parts }) {
  const tables = parts.map(({ head, rows }) => {
    const widths = head.map((_, i) => Math.max(...[head, ...rows].map((cells) => cells[i]?.length ?? 0)));
    const line = (/** @type {string[]} */ cells) =>
      cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ");
    return [head, ...rows].map((cells) => `  ${line(cells)}`).join("\n");
  });
  return [heading, ...tables].join("\n");
}

/**
 * @param {Section} section
 * @returns {string} as Markdown
 */
export function markdownOf({ heading, parts }) {
  const tables = parts.map(({ head, rows }) => {
    const rule = head.map((_, i) => (i === 0 ? "---" : "---:"));
    return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  });
  return [`## ${heading}`, ...tables].join("\n\n");
}

/**
 * The median and the spread in one cell.
 *
 * @param {number[]} [values]
 * @param {number} [digits]
 */
export function inOne(values, digits = 0) {
  if (values === undefined) return "";
  const at = (/** @type {number} */ part) => percentile(values, part).toFixed(digits);
  return `${at(0.5)} (${at(0.1)} to ${at(0.9)})`;
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

/**
 * @param {Sample[] | undefined} samples
 * @param {string} wanted
 */
export function called(samples, wanted) {
  return samples?.find(({ name }) => name === wanted);
}

/**
 * @param {Sample[] | undefined} samples
 * @param {Kind} wanted
 * @returns {Sample | undefined} the fastest of the kind
 */
export function fastest(samples = [], wanted) {
  const [first, ...others] = samples.filter(({ kind }) => kind === wanted);
  return others.reduce((a, b) => (median(a?.times) <= median(b.times) ? a : b), first);
}

/**
 * The median of the ratios, which are taken round by round.
 *
 * @param {Sample | undefined} theirs
 * @param {Sample | undefined} ours
 */
function ratio(theirs, ours) {
  if (!theirs || !ours) return "";
  return median(theirs.times.map((time, round) => time / Number(ours.times[round]))).toFixed(2);
}
