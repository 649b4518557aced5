import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { root } from "../../tools/root.js";
import { FILLED_IN, inEachBrowser, page, useBuiltPage } from "./page.ts";
import { violations } from "./state.ts";
import type { Tab } from "./tab.ts";

const TSC = join(root, "node_modules/typescript/bin/tsc");

/** A folder for pictures of the page, to look at. */
const PICTURES = process.env.VOLUME_KEY_PICTURES;

useBuiltPage();

test("the types are right", () => {
  execFileSync(process.execPath, [TSC, "--project", page.app]);
});

test("is under 40 kB gzipped, in one file", () => {
  const size = gzipSync(page.html).length;
  console.log(`the volume-key page: ${size} bytes gzipped`);
  expect(size).toBeLessThan(40_000);
  expect(page.html).not.toMatch(/<[^>]+\b(src|href)="(?!data:)/);
  expect(readdirSync(join(page.app, "dist")).sort()).toEqual(["_headers", "index.html"]);
});

test("has a content security policy that lets nothing in and nothing out", () => {
  const policy = page.html.match(/http-equiv="Content-Security-Policy" content="([^"]+)"/)?.[1];
  expect(policy?.replace(/sha256-[\w+/]{43}=/g, "HASH")).toBe(
    "default-src 'none'; script-src 'HASH' 'wasm-unsafe-eval'; style-src 'HASH'; img-src data:; base-uri 'none'; form-action 'none'",
  );
  expect(page.headers["Content-Security-Policy"]).toBe(`${policy}; frame-ancestors 'none'`);
});

inEachBrowser(({ name, run, openTab, openSite }) => {
  run.each(["light", "dark"] as const)("is whole and accessible in the %s", async (theme) => {
    const [tab, site] = [await openTab(theme), await openSite()];
    await tab.open(site.url);
    expect(await tab.run(() => matchMedia("(prefers-color-scheme: dark)").matches)).toBe(theme === "dark");
    for (const state of ["empty", "problem", "key"]) {
      if (state === "problem") await tab.type("\tnsec1\t\t\t\n");
      if (state === "key") {
        await tab.open(site.url);
        await tab.type(FILLED_IN);
      }
      expect(await violations(tab)).toEqual([]);
      for (const [width, height] of [
        [360, 1900],
        [1280, 1500],
      ] as const) {
        await tab.resize(width, height);
        await expect.poll(() => narrownessOf(tab, width)).toEqual({ fits: true, isNarrow: true });
        if (PICTURES === undefined) continue;
        mkdirSync(PICTURES, { recursive: true });
        writeFileSync(join(PICTURES, `${name}-${theme}-${state}-${width}.png`), await tab.picture());
      }
    }
  });
});

/** Whether nothing is cut off, in a window of the width. WebKit's is never narrower than 447. */
function narrownessOf(tab: Tab, width: number) {
  return tab.run(
    (width) => ({ fits: document.documentElement.scrollWidth === innerWidth, isNarrow: innerWidth < width + 100 }),
    width,
  );
}
