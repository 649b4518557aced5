/** A page in WebKit, by WebDriver. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { webkit } from "../../tools/browsers.js";
import { ENVIRONMENT, type Tab } from "./tab.ts";

/** Debian's WebDriver for WebKitGTK, beside its browser. */
const WEBKIT_DRIVER = "WebKitWebDriver";

export async function openWithWebDriver(theme: string): Promise<Tab> {
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
    resize: async (width, height) => void (await call("POST", "/window/rect", { width, height })),
    async picture() {
      await sleep(1500); // until a window that was resized has drawn itself anew
      return Buffer.from(await call("GET", "/screenshot"), "base64");
    },
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
