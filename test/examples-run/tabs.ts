/** One page in Chromium, Firefox or WebKit, driven as a person would: with keys, a window and files. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import puppeteer, { type KeyInput, type LaunchOptions } from "puppeteer-core";
import { chromium, firefox, webkit } from "../matrix/browsers.js";

export interface Tab {
  open(url: string): Promise<void>;
  /** Follows a link, so to speak. */
  go(url: string): Promise<void>;
  back(): Promise<void>;
  /** Runs a function in the page, which sees nothing but its arguments. */
  run<R, A extends unknown[]>(inPage: (...args: A) => R, ...args: A): Promise<Awaited<R>>;
  /** Runs a script, which the page's policy does not concern. */
  load(script: string): Promise<void>;
  /** Types a text. A tab and a line feed are the keys. */
  type(text: string): Promise<void>;
  /** Chooses a file in the page's file input. */
  choose(path: string): Promise<void>;
  /** The window may stay wider. */
  resize(width: number, height: number): Promise<void>;
  /** A picture in PNG. */
  picture(): Promise<Uint8Array>;
  /** What the page has asked for since it was opened, itself included, where the browser tells. */
  requests(): string[] | undefined;
  close(): Promise<void>;
}

export interface Engine {
  name: string;
  missing: string | undefined;
  open(theme: "light" | "dark"): Promise<Tab>;
}

/** Debian's WebDriver for WebKitGTK, beside its browser. */
const WEBKIT_DRIVER = "WebKitWebDriver";

/** No window on the person's screen, and nothing to do with the person's session. */
const ENVIRONMENT = { GDK_BACKEND: "x11", DBUS_SESSION_BUS_ADDRESS: "disabled:", NO_AT_BRIDGE: "1" };

export const ENGINES: Engine[] = [
  {
    name: chromium.name,
    missing: chromium.missing,
    open: (theme) =>
      openWithPuppeteer(theme, {
        executablePath: chromium.program[0] ?? "",
        args: [
          // Chromium has no sandbox for root.
          ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
          "--disable-gpu",
          "--disable-quic",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-first-run",
          ...(theme === "dark" ? ["--force-dark-mode"] : []),
        ],
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

async function openWithPuppeteer(theme: string, options: LaunchOptions): Promise<Tab> {
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

async function openWithWebDriver(theme: string): Promise<Tab> {
  const home = mkdtempSync(join(tmpdir(), "volume-key-browser-"));
  const [xvfb = "", , browser = ""] = webkit.program;
  const port = await freePort();
  const screen = ["-a", "-s", "-screen 0 1400x2400x24"];
  const dark = theme === "dark" ? { GTK_THEME: "Adwaita:dark" } : {};
  const driver = spawn(xvfb, [...screen, WEBKIT_DRIVER, `--port=${port}`], {
    env: { ...process.env, ...ENVIRONMENT, ...dark, HOME: home },
    stdio: "ignore",
    detached: true,
  });
  let session = "";
  const call = async (method: string, path: string, body?: object) => {
    const init = { method, ...(body && { body: JSON.stringify(body) }), signal: AbortSignal.timeout(60_000) };
    const response = await fetch(`http://127.0.0.1:${port}/session${session}${path}`, init);
    const { value } = (await response.json()) as { value: never };
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value as never;
  };
  /** The key under which WebDriver names an element. */
  const idOf = (element: object) => Object.values(element)[0];
  try {
    await reachable(port);
    const options = { "webkitgtk:browserOptions": { binary: browser, args: ["--automation"] } };
    const { sessionId } = (await call("POST", "", { capabilities: { alwaysMatch: options } })) as { sessionId: string };
    session = `/${sessionId}`;
  } catch (error) {
    await end(driver);
    throw error;
  }
  return {
    open: (url) => call("POST", "/url", { url }),
    go: (url) => call("POST", "/url", { url }),
    back: () => call("POST", "/back", {}),
    run: (inPage, ...args) => call("POST", "/execute/sync", { script: `return (${inPage})(...arguments)`, args }),
    load: (script) => call("POST", "/execute/sync", { script, args: [] }),
    async type(text) {
      const value = text.replaceAll("\t", "\uE004").replaceAll("\n", "\uE007");
      const actions = [...value].flatMap((value) => [
        { type: "keyDown", value },
        { type: "keyUp", value },
      ]);
      await call("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
    },
    async choose(path) {
      const input = await call("POST", "/element", { using: "css selector", value: "input[type=file]" });
      await call("POST", `/element/${idOf(input)}/value`, { text: path });
    },
    async resize(width, height) {
      await call("POST", "/window/rect", { width, height });
      await sleep(1500); // until it has drawn itself anew
    },
    picture: async () => Buffer.from(await call("GET", "/screenshot"), "base64"),
    requests: () => undefined,
    async close() {
      await call("DELETE", "").catch(() => {});
      await end(driver);
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

async function reachable(port: number) {
  for (let tries = 0; tries < 100; tries++) {
    try {
      await fetch(`http://127.0.0.1:${port}/status`);
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error(`${WEBKIT_DRIVER} did not start`);
}

/** Ends a program with all that it has started. */
async function end({ pid, exitCode }: ChildProcess) {
  if (pid === undefined || exitCode !== null) return;
  process.kill(-pid, "SIGTERM");
  await sleep(500);
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // No process of the group is left.
  }
}
