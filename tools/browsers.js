/** The browsers, as Debian has them, and how each is started on a page. */
import { existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";

/** @import { Browser } from "./pages.js" */

/** What Chromium is to leave alone, whoever starts it. */
export const CHROMIUM_FLAGS = [
  // Chromium has no sandbox for root.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** @type {Browser} */
export const chromium = {
  name: "Chromium",
  ...found([find("chromium", "chromium-browser")], "apt-get install chromium"),
  options: (folder, port) => [
    "--headless=new",
    ...CHROMIUM_FLAGS,
    // Its output then has the page's console too.
    "--enable-logging=stderr",
    `--user-data-dir=${folder}`,
    `--proxy-server=127.0.0.1:${port}`,
  ],
};

/** @type {Browser} */
export const firefox = {
  name: "Firefox",
  ...found([find("firefox-esr", "firefox")], "apt-get install firefox-esr"),
  options(folder, port) {
    const settings = {
      "network.proxy.type": 1,
      "network.proxy.http": "127.0.0.1",
      "network.proxy.http_port": port,
      "network.proxy.ssl": "127.0.0.1",
      "network.proxy.ssl_port": port,
      "browser.dom.window.dump.enabled": true,
    };
    const lines = Object.entries(settings).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`);
    writeFileSync(join(folder, "user.js"), lines.join(""));
    return ["--headless", "--no-remote", "--profile", folder];
  },
};

/** @type {Browser} */
export const webkit = {
  name: "WebKit",
  ...found([find("xvfb-run"), "-a", findMiniBrowser()], "apt-get install webkit2gtk-driver xvfb xauth"),
  options: (_, port) => ["--enable-write-console-messages-to-stdout=true", `--proxy=http://127.0.0.1:${port}`],
};

/**
 * @param {(string | undefined)[]} program
 * @param {string} missing how to get it
 * @returns {Pick<Browser, "program" | "missing">}
 */
function found(program, missing) {
  const parts = program.filter((part) => part !== undefined);
  return parts.length === program.length ? { program: parts } : { program: [], missing };
}

/**
 * @param {string[]} names
 * @returns {string | undefined} the first one that is in the PATH
 */
function find(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

/** WebKitGTK's own browser is in no PATH, and on each system in another folder. */
function findMiniBrowser() {
  const libraries = [
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/lib",
  ];
  return libraries.map((folder) => join(folder, "webkit2gtk-4.1/MiniBrowser")).find(existsSync);
}
