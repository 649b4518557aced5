/**
 * What was measured, as plots: SVG, each for a light and a dark page.
 *
 * @import { Result } from "./main.js"
 * @import { Plan, Times } from "./measure.js"
 */
import { init } from "echarts";
import { fastestPeer, median } from "./table.js";

/** The ink of a page, and of the lines behind what is drawn. */
const THEMES = {
  light: { ink: "#1f2328", line: "#d1d9e0" },
  dark: { ink: "#f0f6fc", line: "#3d444d" },
};

/** Told apart by whoever sees fewer colours too, on both pages. */
const COLOURS = ["#1b87c9", "#e0761a", "#2a9d6f", "#c4569b", "#8d8d8d", "#b59a00"];

const SIZE = { width: 860, height: 420 };

const OURS = ["deriveVolumeKeysInto", "deriveVolumeKeysInto, scalar core", "deriveVolumeKeys"];

const BESIDE_PEERS = [
  "deriveVolumeKey",
  "deriveVolumeKeysInto",
  "@noble/hashes",
  "hash-wasm",
  "@chainsafe/as-sha256",
  "node:crypto createHash",
];

/** @typedef {{ name: string, data: (number | [number, number])[] }} Series */

/**
 * @param {Result[]} results
 * @param {Plan} plan of the first one
 * @returns {Record<string, string>} by the name of the file
 */
export function plotsOf(results, { count }) {
  const [first] = results;
  const options = {
    runtimes: barsOf(results),
    batch: linesOf("ids in a batch", seriesOf(first?.batches ?? {}, OURS), "value"),
    length: linesOf(`bytes of an id, in batches of ${count}`, seriesOf(first?.lengths ?? {}, BESIDE_PEERS), "log"),
  };
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, option]) =>
      Object.entries(THEMES).map(([theme, colours]) => [`${name}-${theme}`, draw(option, colours)]),
    ),
  );
}

/**
 * A group of bars for each runtime.
 *
 * @param {Result[]} results
 */
function barsOf(results) {
  const of = (/** @type {string} */ name) => results.map(({ batches }) => Math.round(median(batches[1024]?.[name])));
  /** @type {Series[]} */
  const series = [
    { name: "deriveVolumeKey", data: of("deriveVolumeKey") },
    { name: "deriveVolumeKeysInto, 1024 ids", data: of("deriveVolumeKeysInto") },
    {
      name: "the fastest peer",
      data: results.map(({ batches: { 1024: times = {} } }) => Math.round(median(times[fastestPeer(times)]))),
    },
    { name: "OpenSSL's own loop in C", data: results.map(({ openssl }) => Math.round(median(openssl))) },
  ];
  return {
    // The peer is another one on each runtime.
    xAxis: {
      type: "category",
      data: results.map(
        ({ runtime, batches: { 1024: times = {} } }) =>
          `${runtime.replace(/ (\d+)\..*/, " $1")}\n${fastestPeer(times)}`,
      ),
      axisLabel: { fontSize: 10, interval: 0 },
    },
    yAxis: { type: "value" },
    series: series.map((one) => ({ ...one, type: "bar", label: { show: true, position: "top", fontSize: 9 } })),
  };
}

/**
 * @param {Record<string, Times>} bySize
 * @param {string[]} names
 * @returns {Series[]}
 */
function seriesOf(bySize, names) {
  return names.map((name) => ({
    name,
    data: Object.entries(bySize)
      .filter(([size]) => Number(size) > 0) // for which a logarithmic axis has no place
      .map(([size, times]) => [Number(size), Math.round(median(times[name]))]),
  }));
}

/**
 * @param {string} name of the horizontal axis, which is logarithmic
 * @param {Series[]} series
 * @param {string} vertical the type of the vertical axis
 */
function linesOf(name, series, vertical) {
  return {
    xAxis: { type: "log", name, nameLocation: "middle", nameGap: 28 },
    yAxis: { type: vertical },
    series: series.map((one) => ({ ...one, type: "line", symbolSize: 6 })),
  };
}

/**
 * @param {ReturnType<typeof barsOf> | ReturnType<typeof linesOf>} option
 * @param {{ ink: string, line: string }} theme
 * @returns {string} SVG
 */
function draw({ xAxis, yAxis, series }, { ink, line }) {
  const chart = init(null, null, { renderer: "svg", ssr: true, ...SIZE });
  const axis = {
    axisLabel: { color: ink },
    nameTextStyle: { color: ink },
    axisLine: { lineStyle: { color: ink } },
    splitLine: { lineStyle: { color: line } },
  };
  chart.setOption({
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily: "sans-serif", color: ink },
    legend: { top: 0, itemGap: 24, textStyle: { color: ink } },
    grid: { top: 100, left: 80, right: 40, bottom: 60 },
    xAxis: {
      ...axis,
      ...xAxis,
      axisLabel: { ...axis.axisLabel, ...("axisLabel" in xAxis && xAxis.axisLabel) },
      splitLine: { show: false },
    },
    yAxis: { ...axis, name: "nanoseconds a key", ...yAxis },
    series: series.map((one) => ({ ...one, label: { color: ink, ...("label" in one ? one.label : {}) } })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
