/** A page in Chromium or Firefox, by puppeteer. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import puppeteer, { type KeyInput, type LaunchOptions } from "puppeteer-core";
import { ENVIRONMENT, type Tab } from "./tab.ts";

export async function openWithPuppeteer(theme: string, options: LaunchOptions): Promise<Tab> {
  const home = mkdtempSync(join(tmpdir(), "volume-key-browser-"));
  const env = { ...process.env, ...ENVIRONMENT, HOME: home, TMPDIR: home };
  const browser = await puppeteer.launch({ ...options, headless: true, env });
  // Its first page has no focus in Firefox, where a key then presses no button.
  let page = await browser.newPage();
  let requests: string[] = [];
  const keys: Record<string, KeyInput> = { "\t": "Tab", "\n": "Enter" };
  return {
    async open(url) {
      // One that has gone back loads nothing more in Firefox.
      const old = page;
      page = await browser.newPage();
      await old.close();
      requests = [];
      page.on("request", (request) => requests.push(request.url()));
      if (options.browser !== "firefox") {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
      }
      await page.goto(url);
    },
    go: async (url) => void (await page.goto(url)),
    back: () => page.evaluate(() => history.back()),
    run: (inPage, ...args) => page.evaluate(inPage as never, ...args) as never,
    load: async (script) => void (await page.evaluate(script)),
    async type(text) {
      for (const key of text) {
        const name = keys[key];
        await (name === undefined ? page.keyboard.sendCharacter(key) : page.keyboard.press(name));
      }
    },
    async choose(path) {
      const input = await page.$("input[type=file]");
      await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(path);
    },
    resize: (width, height) => page.setViewport({ width, height }),
    picture: () => page.screenshot(),
    requests: () => requests,
    async close() {
      await browser.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
