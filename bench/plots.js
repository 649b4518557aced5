/**
 * What was measured, as plots: SVG, each for a light and a dark page. A panel for each runtime, all of one scale, and a bar for
 * each contender.
 *
 * @import { Result } from "./main.js"
 */
import { called, fastest, median } from "./table.js";

/** Colours that whoever sees fewer can tell apart too: of text, of the bars of peers, and of ours. */
const THEMES = {
  light: { ink: "#1f2328", peers: "#a7aeb6", ours: "#0969da" },
  dark: { ink: "#f0f6fc", peers: "#6e7681", ours: "#4493f8" },
};

const PLOTS = {
  uuid: {
    job: "UUID",
    title: "Microseconds a key for a UUID, deriveVolumeKeysInto with 1,024 of them: shorter is faster",
    ours: ["deriveVolumeKey", "deriveVolumeKeyInto", "deriveVolumeKeysInto"],
  },
  long: {
    job: "64 KiB",
    title: "Microseconds a key for an id of 64 KiB: shorter is faster",
    ours: ["deriveVolumeKeyInto"],
  },
};

/** Pixels. Two panels side by side; in each a name, a bar and a number. */
const WIDTH = 860;
const PANEL = 440;
const NAME = 175;
const BAR = 200;
const ROW = 19;
const HEADING = 34;

/**
 * @param {Result[]} results
 * @returns {Record<string, string>} by the name of the file
 */
export function plotsOf(results) {
  return Object.fromEntries(
    Object.entries(PLOTS).flatMap(([name, plot]) =>
      Object.entries(THEMES).map(([theme, colours]) => [`${name}-${theme}`, draw(results, plot, colours)]),
    ),
  );
}

/**
 * @param {Result[]} results
 * @param {typeof PLOTS["uuid"]} plot
 * @param {typeof THEMES["light"]} colours
 * @returns {string} SVG
 */
function draw(results, { job, title, ours }, { ink, peers, ours: colour }) {
  const panels = results.map(({ runtime, measured: { [job]: samples = [] } }) => {
    const portable = samples.filter(({ kind }) => kind === "portable");
    const shown = [...portable, fastest(samples, "native"), ...ours.map((name) => called(samples, name))];
    return { runtime, bars: shown.filter((sample) => sample !== undefined) };
  });
  const longest = Math.max(...panels.flatMap(({ bars }) => bars.map(({ times }) => microseconds(times))));
  const height = HEADING + ROW * Math.max(...panels.map(({ bars }) => bars.length));

  const drawn = panels.map(({ runtime, bars }, i) => {
    const rows = bars.map(({ name, kind, times }, row) => {
      const took = microseconds(times);
      const [y, length] = [ROW * row + 8, Math.max(1, (BAR * took) / longest)];
      const weight = kind === "ours" ? ' font-weight="bold"' : "";
      return `<text x="${NAME - 8}" y="${y + 12}" text-anchor="end"${weight}>${name}</text>
<rect x="${NAME}" y="${y + 1}" width="${length.toFixed(1)}" height="14" fill="${kind === "ours" ? colour : peers}"/>
<text x="${(NAME + length + 5).toFixed(1)}" y="${y + 12}"${weight}>${took.toFixed(took < 10 ? 2 : 0)}</text>`;
    });
    const place = `translate(${PANEL * (i % 2)} ${56 + height * Math.floor(i / 2)})`;
    return `<g transform="${place}">\n<text x="${NAME}" y="0" font-size="14">${runtime}</text>\n${rows.join("\n")}\n</g>`;
  });
  const total = 40 + height * Math.ceil(panels.length / 2);
  const size = `width="${WIDTH}" height="${total}" viewBox="0 0 ${WIDTH} ${total}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="12" fill="${ink}">
<text x="0" y="18" font-size="16">${title}</text>
${drawn.join("\n")}
</svg>
`;
}

/** @param {number[]} times */
function microseconds(times) {
  return median(times) / 1000;
}
