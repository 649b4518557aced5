/** A page in a browser: served on the loopback interface, opened, and waited for until it has posted its result. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import process from "node:process";
import { runUntil } from "./process.js";

/**
 * @import { AddressInfo } from "node:net"
 *
 * @typedef {object} Browser
 * @property {string} name
 * @property {string[]} program with what it is run by
 * @property {string} [missing] how to get it, where it is not on this machine
 * @property {(folder: string, port: number) => string[]} options with which it has a new profile, in the folder, and the
 *   HTTP proxy at the port of 127.0.0.1
 *
 * @typedef {object} Page
 * @property {object} data what its data block has, beside its runtime
 * @property {string} script
 * @property {boolean} [module] whether the script is an ES module
 * @property {string} [worker] the script of the worker, where the suite runs in one
 * @property {string} [policy] the content security policy
 * @property {boolean} [insecure] whether it is opened without a secure context
 *
 * @typedef {{ result: any, secure: boolean }} Message what the page posts at its end
 */

/** The name of no machine (RFC 6761 §6.2), since localhost and 127.0.0.1 give secure contexts. */
const INSECURE_HOST = "volume-key.test";

/** No window on the person's screen, and nothing to do with the person's session. */
const ENVIRONMENT = { GDK_BACKEND: "x11", DBUS_SESSION_BUS_ADDRESS: "disabled:", NO_AT_BRIDGE: "1" };

/**
 * Opens a page, and waits for the result that it posts.
 *
 * @param {string} folder a folder beside which the browser's profile may lie
 * @param {Browser} browser
 * @param {Page} page
 * @returns {Promise<any>}
 */
export async function runPage(folder, browser, page) {
  const profile = mkdtempSync(join(folder, "../browser-"));
  const env = { ...process.env, ...ENVIRONMENT, HOME: profile, TMPDIR: profile };
  const files = filesOf(page, versionOf(browser));
  const site = await serve(files, page);
  try {
    const command = [...browser.program, ...browser.options(profile, site.port), site.url];
    const { result, secure } = await runUntil(command, { env }, (browser, fail) => {
      const ended = once(browser, "exit").then(([status, signal]) => fail(`it ended with ${status ?? signal}`));
      return Promise.race([site.message, ended]);
    });
    expect("isSecureContext", secure, !page.insecure);
    expect(
      "requests",
      site.requests.join(),
      [...Object.keys(files).map((path) => `GET ${path}`), "POST /report"].join(),
    );
    return result;
  } finally {
    site.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** What the browsers printed of themselves. @type {Map<Browser, string>} */
const versions = new Map();

/**
 * @param {Browser} browser
 * @returns {string} its name and version
 */
export function versionOf(browser) {
  const [program = "", ...args] = browser.program;
  const known = versions.get(browser);
  const printed = known ?? execFileSync(program, [...args, "--version"], { encoding: "utf8", stdio: "pipe" });
  versions.set(browser, printed);
  return printed.match(/\w+ \d[\w.]+/)?.[0] ?? browser.name;
}

/**
 * What the page may ask for, in the order in which it does, by path.
 *
 * @param {Page} page
 * @param {string} runtime
 * @returns {Record<string, { type: string, body: string }>}
 */
function filesOf({ data, script, module, worker }, runtime) {
  const json = JSON.stringify({ ...data, runtime, worker: worker === undefined ? undefined : "/worker.js" });
  const html = `<!doctype html>
<title>@paygress/volume-key</title>
<link rel="icon" href="data:,">
<body>
<script type="application/json" id="data">${json.replaceAll("<", "\\u003c")}</script>
<script ${module ? 'type="module" ' : ""}src="/page.js"></script>
`;
  return {
    "/": { type: "text/html; charset=utf-8", body: html },
    "/page.js": { type: "text/javascript", body: script },
    ...(worker === undefined ? {} : { "/worker.js": { type: "text/javascript", body: worker } }),
  };
}

/**
 * Serves the files. The server is the browser's proxy too: so every name leads here, and nothing that the browser asks for
 * by itself leaves the machine.
 *
 * @param {ReturnType<typeof filesOf>} files
 * @param {Page} page
 */
async function serve(files, { policy, insecure }) {
  /** @type {string[]} */
  const requests = [];
  /** @type {string[]} */
  const problems = [];
  const server = createServer();
  /** @type {Promise<Message>} */
  const message = new Promise((resolve, reject) => {
    server.on("request", (request, response) => {
      const { host, pathname } = new URL(request.url ?? "", `http://${request.headers.host}`);
      if (host !== ourHost) return response.writeHead(403).end();
      requests.push(`${request.method} ${pathname}`);
      const file = files[pathname];
      if (file !== undefined) {
        const headers = { "content-type": file.type, ...(policy && { "content-security-policy": policy }) };
        return response.writeHead(200, headers).end(file.body);
      }
      if (request.method !== "POST") return response.writeHead(404).end();
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        response.end();
        const { problem, ...message } = JSON.parse(body);
        const refuse = () => reject(new Error(problems.slice(0, 10).join("\n")));
        if (problem === undefined) return problems.length === 0 ? resolve(message) : refuse();
        problems.push(problem);
        // Others may follow.
        setTimeout(refuse, 500);
      });
    });
  });
  // A browser that ends resets what it asks for by itself.
  server.on("connect", (_, socket) => socket.on("error", () => {}).end("HTTP/1.1 403 Forbidden\r\n\r\n"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {AddressInfo} */ (server.address());
  const ourHost = insecure ? INSECURE_HOST : `127.0.0.1:${port}`;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://${ourHost}/`, port, requests, message, close };
}

/**
 * @param {string} what
 * @param {unknown} actual
 * @param {unknown} expected
 */
function expect(what, actual, expected) {
  if (actual !== expected) throw new Error(`${what}: expected ${expected}, got ${actual}`);
}
