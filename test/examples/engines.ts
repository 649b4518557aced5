/** The browsers that the page is opened in. */
import { CHROMIUM_FLAGS, chromium, firefox, webkit } from "../../tools/browsers.js";
import { openWithPuppeteer } from "./puppeteer.ts";
import type { Tab } from "./tab.ts";
import { openWithWebDriver } from "./webdriver.ts";

export interface Engine {
  name: string;
  missing: string | undefined;
  open(theme: "light" | "dark"): Promise<Tab>;
}

export const ENGINES: Engine[] = [
  {
    name: chromium.name,
    missing: chromium.missing,
    open: (theme) =>
      openWithPuppeteer(theme, {
        executablePath: chromium.program[0] ?? "",
        args: [...CHROMIUM_FLAGS, ...(theme === "dark" ? ["--force-dark-mode"] : [])],
      }),
  },
  {
    name: firefox.name,
    missing: firefox.missing,
    open: (theme) =>
      openWithPuppeteer(theme, {
        browser: "firefox",
        executablePath: firefox.program[0] ?? "",
        extraPrefsFirefox: { "layout.css.prefers-color-scheme.content-override": theme === "dark" ? 0 : 1 },
      }),
  },
  { name: webkit.name, missing: webkit.missing, open: openWithWebDriver },
];
