/** The suite in pages of every kind in Chromium, Firefox and WebKit. */
import { join } from "node:path";
import { chromium, firefox, webkit } from "../../tools/browsers.js";
import { bundle } from "../../tools/bundle.js";
import { runPage } from "../../tools/pages.js";
import { suiteData } from "./folders.js";

/**
 * @import { Page } from "../../tools/pages.js"
 * @import { Row } from "./main.js"
 */

/**
 * @typedef {Pick<Page, "policy" | "insecure"> & Pick<Row, "what" | "cores" | "refusal">
 *   & { asked: string[], inWorker?: boolean }} Kind
 *
 * @type {Kind[]}
 */
const PAGES = [
  { what: "bundled page", asked: ["wasm", "js"], cores: ["wasm", "js"] },
  {
    what: "script-src 'self'",
    policy: "script-src 'self'",
    asked: ["auto"],
    cores: ["js"],
    refusal: /CSP|Content Security Policy/i,
  },
  {
    what: "script-src 'self' 'wasm-unsafe-eval'",
    policy: "script-src 'self' 'wasm-unsafe-eval'",
    asked: ["auto", "js"],
    cores: ["wasm", "js"],
  },
  { what: "Web Worker", inWorker: true, asked: ["wasm", "js"], cores: ["wasm", "js"] },
  { what: "no secure context", insecure: true, asked: ["wasm", "js"], cores: ["wasm", "js"] },
];

/**
 * @param {string} app the user's folder
 * @returns {Row[]}
 */
export function browserRows(app) {
  return [chromium, firefox, webkit].flatMap((browser) =>
    PAGES.map(({ what, asked, cores, refusal, inWorker, ...page }) => ({
      runtime: browser.name,
      what,
      cores,
      refusal,
      missing: browser.missing,
      async run() {
        const script = await bundle(join(app, "test/everywhere/inside/page.js"));
        const worker = inWorker ? { worker: await bundle(join(app, "test/everywhere/inside/worker.js")) } : {};
        return runPage(app, browser, { ...page, data: suiteData(app, asked), script, ...worker });
      },
    })),
  );
}
