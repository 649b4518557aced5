/**
 * The picture at the top of the README: a real run in a terminal as SVG, for a light and a dark page. It needs dist/ and
 * cryptsetup; a test in test/package/ fails where the pictures are not what it draws.
 *
 *     node tools/terminal.js  writes docs/plots/terminal-*.svg
 */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { root } from "./root.js";

const COMMANDS = [
  "paygress-volume-key derive my-workload",
  "paygress-volume-key derive my-workload --format raw |\n    cryptsetup luksFormat --key-file=- volume.img",
  "paygress-volume-key derive my-workload --format raw |\n    cryptsetup open --test-passphrase --key-file=- volume.img && echo it opens",
];

/** Of the page, of what is typed and of what is printed; those of the plots. */
const THEMES = {
  light: { page: "#f6f8fa", ink: "#1f2328", output: "#0969da" },
  dark: { page: "#151b23", ink: "#f0f6fc", output: "#4493f8" },
};

/** Pixels. */
const WIDTH = 680;
const ROW = 20;
const EDGE = 16;

/** @returns {Record<string, string>} SVG by the name of the file */
export function drawTerminal() {
  const lines = run();
  const height = ROW * lines.length + 2 * EDGE;
  const size = `width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`;
  return Object.fromEntries(
    Object.entries(THEMES).map(([theme, { page, ink, output }]) => [
      `terminal-${theme}.svg`,
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="monospace" font-size="13" fill="${ink}">
<rect width="${WIDTH}" height="${height}" rx="6" fill="${page}"/>
${lines.map(({ text, isTyped }, i) => draw(text, isTyped ? ink : output, EDGE + ROW * (i + 0.75))).join("\n")}
</svg>
`,
    ]),
  );
}

/**
 * @param {string} text
 * @param {string} fill
 * @param {number} y
 */
function draw(text, fill, y) {
  return `<text x="${EDGE}" y="${y}" fill="${fill}" xml:space="preserve">${text.replaceAll("&", "&amp;")}</text>`;
}

/** @returns {{ text: string, isTyped: boolean }[]} */
function run() {
  const folder = mkdtempSync(join(tmpdir(), "volume-key-terminal-"));
  try {
    const identity = join(folder, ".paygress/identity");
    mkdirSync(join(folder, ".paygress"));
    cpSync(join(root, "examples/identity"), identity);
    chmodSync(identity, 0o600);
    symlinkSync(join(root, "dist/cli.js"), join(folder, "paygress-volume-key"));
    chmodSync(join(root, "dist/cli.js"), 0o755);
    execFileSync("truncate", ["--size=20M", "volume.img"], { cwd: folder });
    const env = { HOME: folder, PATH: `${folder}:${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: "C" };
    return COMMANDS.flatMap((command) => {
      const args = ["-o", "pipefail", "-c", command];
      const printed = execFileSync("bash", args, {
        cwd: folder,
        env,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      });
      const typed = `$ ${command}`.split("\n").map((text) => ({ text, isTyped: true }));
      const output = printed.split("\n").slice(0, -1);
      return [...typed, ...output.map((text) => ({ text, isTyped: false }))];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const [name, svg] of Object.entries(drawTerminal())) writeFileSync(join(root, "docs/plots", name), svg);
}
