/** The volume-key page, built, in each of the browsers. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { afterAll, afterEach, beforeAll, describe, test } from "vitest";
import { keyOf, NSEC } from "../fixtures.ts";
import { ENGINES } from "./engines.ts";
import { installExample } from "./install.ts";
import { serve } from "./site.ts";
import type { Tab } from "./tab.ts";

export const ID = "78e51061-7311-48a3-82ce-6f447ed4d57b";
const KEY = keyOf(ID);
export const [BASE64URL, HEX] = [KEY.toString("base64url"), KEY.toString("hex")];

/** From the top of the page, with the keys alone: past Show and the file to the workload id, and Enter. */
export const FILLED_IN = `\t${NSEC}\t\t\t${ID}\n`;

/** Its folder, what it is, and the headers that it is to be served with. */
export const page = { app: "", html: "", headers: {} as Record<string, string> };

/** Builds the page before the tests of a file. */
export function useBuiltPage() {
  let example: ReturnType<typeof installExample>;
  beforeAll(() => {
    example = installExample("browser");
    const { app } = example;
    execFileSync("npm", ["run", "--silent", "build", "--", "--logLevel", "warn"], { cwd: app, stdio: "pipe" });
    const read = (name: string) => readFileSync(join(app, "dist", name), "utf8");
    const headers = read("_headers").matchAll(/^ {2}(\S+): (.*)$/gm);
    Object.assign(page, { app, html: read("index.html"), headers: {} });
    for (const [, name = "", value = ""] of headers) page.headers[name] = value;
  });
  afterAll(() => example.remove());
}

interface Browser {
  name: string;
  /** As `test`, where the browser is on this machine. */
  run: typeof test | typeof test.skip;
  openTab(theme?: "light" | "dark"): Promise<Tab>;
  /** Serves the page. `policed` changes each of its policies. */
  openSite(policed?: (text: string) => string): ReturnType<typeof serve>;
}

/** Defines tests in each of the browsers. */
export function inEachBrowser(define: (browser: Browser) => void) {
  describe.each(ENGINES.map((engine) => [engine.name, engine] as const))("in %s", (name, { missing, open }) => {
    if (missing !== undefined) {
      if (process.env.VOLUME_KEY_REQUIRE_ALL === "1") throw new Error(`${name} is not there; ${missing}`);
      console.warn(`the page was not opened in ${name}; to get it: ${missing}`);
    }
    const tabs = new Map<string, Tab>();
    afterAll(async () => {
      for (const tab of tabs.values()) await tab.close();
    });
    const sites: Awaited<ReturnType<typeof serve>>[] = [];
    afterEach(() => {
      for (const site of sites.splice(0)) site.close();
    });
    define({
      name,
      run: test.skipIf(missing !== undefined),
      async openTab(theme = "light") {
        const tab = tabs.get(theme) ?? (await open(theme));
        tabs.set(theme, tab);
        return tab;
      },
      async openSite(policed = (text) => text) {
        const policy = policed(page.headers["Content-Security-Policy"] ?? "");
        const site = await serve(policed(page.html), { ...page.headers, "Content-Security-Policy": policy });
        sites.push(site);
        return site;
      },
    });
  });
}
