import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../scripts/root.js";
import { NSEC, volumeKeyOf } from "./expected.ts";
import { importFrom, installExample } from "./install.ts";
import { serve } from "./site.ts";
import { ENGINES, type Tab } from "./tabs.ts";

const TSC = join(root, "node_modules/typescript/bin/tsc");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A folder for pictures of the page, to look at. */
const PICTURES = process.env.VOLUME_KEY_PICTURES;

const REQUIRE_ALL = process.env.VOLUME_KEY_REQUIRE_ALL === "1";

const ID = "78e51061-7311-48a3-82ce-6f447ed4d57b";
const KEY = volumeKeyOf(ID);
const [BASE64URL, HEX] = [KEY.toString("base64url"), KEY.toString("hex")];

/** From the top of the page, with the keys alone: past Show and the file to the workload id, and Enter. */
const FILLED_IN = `\t${NSEC}\t\t\t${ID}\n`;

let example: ReturnType<typeof installExample>;
let html: string;
let headers: Record<string, string>;

beforeAll(() => {
  example = installExample("browser");
  execFileSync("npm", ["run", "--silent", "build", "--", "--logLevel", "warn"], { cwd: example.app, stdio: "pipe" });
  html = readFileSync(join(example.app, "dist/index.html"), "utf8");
  const lines = readFileSync(join(example.app, "dist/_headers"), "utf8").trim().split("\n").slice(1);
  headers = Object.fromEntries(
    lines.map((line) =>
      line
        .trim()
        .split(/: (.*)/)
        .slice(0, 2),
    ),
  );
});

afterAll(() => example.remove());

test("the types are right", () => {
  execFileSync(process.execPath, [TSC, "--project", example.app]);
});

test("is under 40 kB gzipped, in one file", () => {
  const size = gzipSync(html).length;
  console.log(`the volume-key page: ${size} bytes gzipped`);
  expect(size).toBeLessThan(40_000);
  expect(html).not.toMatch(/<[^>]+\b(src|href)="(?!data:)/);
});

test("has a content security policy that lets nothing in and nothing out", () => {
  const policy = html.match(/http-equiv="Content-Security-Policy" content="([^"]+)"/)?.[1];
  expect(policy?.replace(/sha256-[\w+/]{43}=/g, "HASH")).toBe(
    "default-src 'none'; script-src 'HASH' 'wasm-unsafe-eval'; style-src 'HASH'; img-src data:; base-uri 'none'; form-action 'none'",
  );
  expect(headers["Content-Security-Policy"]).toBe(`${policy}; frame-ancestors 'none'`);
});

describe.each(ENGINES.map((engine) => [engine.name, engine] as const))("in %s", (name, { missing, open }) => {
  if (missing !== undefined) {
    if (REQUIRE_ALL) throw new Error(`${name} is not there; ${missing}`);
    console.warn(`the page was not opened in ${name}; to get it: ${missing}`);
  }
  const tabs = new Map<string, Tab>();
  afterAll(async () => {
    for (const tab of tabs.values()) await tab.close();
  });

  async function openTab(theme: "light" | "dark" = "light") {
    const tab = tabs.get(theme) ?? (await open(theme));
    tabs.set(theme, tab);
    return tab;
  }

  const sites: Awaited<ReturnType<typeof serve>>[] = [];
  afterEach(() => {
    for (const site of sites.splice(0)) site.close();
  });

  /** `policed` changes each of the page's policies. */
  async function openSite(policed = (text: string) => text) {
    const policy = policed(headers["Content-Security-Policy"] ?? "");
    const site = await serve(policed(html), { ...headers, "Content-Security-Policy": policy });
    sites.push(site);
    return site;
  }

  test.skipIf(missing !== undefined)("derives with the network cut, asks for nothing, stores nothing", async () => {
    const [tab, site] = [await openTab(), await openSite()];
    await tab.open(site.url);
    site.close();
    await tab.type(FILLED_IN);
    expect(await shown(tab)).toEqual({
      ...{ heading: `The key of ${ID}`, base64url: BASE64URL, hex: HEX },
      ...{ core: "Derived by the WebAssembly core.", focus: "result-heading", identity: "password" },
    });
    expect(await decodedQR(tab)).toBe(BASE64URL);

    await tab.type("\t\n"); // Copy, the base64url
    await expect.poll(() => statusOf(tab)).toBe("Copied.");

    expect(site.requests).toEqual(["GET /"]);
    const requests = tab.requests() ?? [site.url];
    expect(requests.filter((url) => !url.startsWith("data:"))).toEqual([site.url]);
    expect(await tab.run(() => performance.getEntriesByType("resource").map(({ name }) => name))).toEqual([]);
    expect(await storedIn(tab)).toEqual({ local: 0, session: 0, cookies: "", databases: 0, caches: 0 });
  });

  test.skipIf(missing !== undefined)("derives the same key where the policy forbids WebAssembly", async () => {
    const [tab, site] = [await openTab(), await openSite((text) => text.replace(" 'wasm-unsafe-eval'", ""))];
    await tab.open(site.url);
    await tab.type(FILLED_IN);
    const { base64url, core } = await shown(tab);
    expect(base64url).toBe(BASE64URL);
    expect(core).toMatch(/^Derived without WebAssembly, with the same result: .*(CSP|Content Security Policy)/i);
  });

  test.skipIf(missing !== undefined)("derives as a file on disk", async () => {
    const tab = await openTab();
    await tab.open(pathToFileURL(join(example.app, "dist/index.html")).href);
    await tab.choose(join(root, "examples/identity"));
    await expect.poll(() => statusOf(tab)).toBe("Read from identity.");
    await tab.run(() => document.getElementById("workload-id")?.focus());
    await tab.type(`${ID}\n`);
    expect((await shown(tab)).hex).toBe(HEX);
  });

  test.skipIf(missing !== undefined)("forgets at Clear, at an edit, and when it is left", async () => {
    const [tab, site] = [await openTab(), await openSite()];
    const secrets = [NSEC, BASE64URL, HEX];
    await tab.open(site.url);
    const empty = await leftIn(tab, secrets);
    expect(empty).toEqual([]);

    await tab.type(FILLED_IN);
    expect(await leftIn(tab, secrets)).toEqual(secrets);
    await tab.run(() => document.getElementById("clear")?.focus());
    await tab.type("\n");
    await expect.poll(() => statusOf(tab)).toBe("Cleared.");
    expect(await leftIn(tab, secrets)).toEqual([]);
    expect(await tab.run(() => document.activeElement?.id)).toBe("identity");

    await tab.type(`${NSEC}\t\t\t${ID}\n`);
    await tab.run(() => document.getElementById("workload-id")?.focus());
    await tab.type("x");
    expect(await leftIn(tab, secrets)).toEqual([NSEC]);

    // What the page still has when it is left, told by what listens last.
    await tab.run(() => {
      addEventListener("pagehide", () => {
        const values = Array.from(document.querySelectorAll("input"), ({ value }) => value);
        localStorage.setItem("left", document.documentElement.outerHTML + values.join());
      });
    });
    await tab.go(`${site.url}elsewhere`);
    const leaving = () => tab.run(() => localStorage.getItem("left") ?? "");
    await expect.poll(leaving).toContain("<title>Volume key</title>");
    const left = await leaving();
    expect(secrets.filter((secret) => left.includes(secret))).toEqual([]);
    await tab.back();
    await expect.poll(() => tab.run(() => document.title)).toBe("Volume key");
    expect(await leftIn(tab, [...secrets, ID])).toEqual([]);
  });

  test.skipIf(missing !== undefined)("says what is wrong, beside what is", async () => {
    const [tab, site] = [await openTab(), await openSite()];
    await tab.open(site.url);
    await tab.type("\tnpub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg\t\t\tmy-workload \n");
    expect(await problems(tab)).toEqual({
      identity: expect.stringContaining("secret key: "),
      "workload-id": "workload id: white space, U+0020, at the end",
      focus: "identity",
    });
    const tooLarge = join(example.app, "too-large");
    writeFileSync(tooLarge, "0".repeat(4097));
    await tab.choose(tooLarge);
    await expect
      .poll(() => problems(tab))
      .toMatchObject({ identity: "the file is too large for an identity", "workload-id": "" });
    const binary = join(example.app, "binary");
    writeFileSync(binary, Buffer.from([0xff, 0xfe, 0x6e, 0]));
    await tab.choose(binary);
    await expect.poll(() => problems(tab)).toMatchObject({ identity: "the file cannot be read as text" });
  });

  test.skipIf(missing !== undefined).each(["light", "dark"] as const)(
    "is whole and accessible in the %s",
    async (theme) => {
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
          const { content, window } = await tab.run(() => ({
            content: document.documentElement.scrollWidth,
            window: innerWidth,
          }));
          expect(content).toBe(window);
          if (PICTURES === undefined) continue;
          mkdirSync(PICTURES, { recursive: true });
          writeFileSync(join(PICTURES, `${name}-${theme}-${state}-${width}.png`), await tab.picture());
        }
      }
    },
  );
});

function shown(tab: Tab) {
  return tab.run(() => {
    const text = (id: string) => document.getElementById(id)?.textContent;
    return {
      heading: text("result-heading"),
      base64url: text("base64url"),
      hex: text("hex"),
      core: text("core"),
      focus: document.activeElement?.id,
      identity: (document.getElementById("identity") as HTMLInputElement).type,
    };
  });
}

function statusOf(tab: Tab) {
  return tab.run(() => document.getElementById("status")?.textContent);
}

function problems(tab: Tab) {
  return tab.run(() => ({
    identity: document.getElementById("identity-problem")?.textContent,
    "workload-id": document.getElementById("workload-id-problem")?.textContent,
    focus: document.activeElement?.id,
  }));
}

/** Which of the texts are in the page. */
function leftIn(tab: Tab, texts: string[]) {
  return tab.run((texts) => {
    const values = Array.from(document.querySelectorAll("input"), ({ value }) => value);
    const all = document.documentElement.outerHTML + values.join();
    return texts.filter((text) => all.includes(text));
  }, texts);
}

function storedIn(tab: Tab) {
  return tab.run(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    cookies: document.cookie,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
  }));
}

/** What axe-core finds, with all of its rules. */
async function violations(tab: Tab) {
  await tab.load(AXE);
  return tab.run(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`);
  });
}

/** What a camera reads: the path as pixels, in squares of four. */
async function decodedQR(tab: Tab): Promise<string> {
  const { size, path } = await tab.run(() => ({
    size: (document.querySelector("#qr") as SVGSVGElement).viewBox.baseVal.width,
    path: document.querySelector("#qr path")?.getAttribute("d") ?? "",
  }));
  const width = 4 * size;
  const data = new Uint8Array(4 * width * width).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let i = 0; i < 16; i++) data.fill(0, ...pixel(4 * Number(x) + (i % 4), 4 * Number(y) + (i >> 2)));
  }
  const { default: decodeQR } = await importFrom(example.app, "qr/decode.js");
  return decodeQR({ width, height: width, data });

  function pixel(x: number, y: number): [number, number] {
    const start = 4 * (y * width + x);
    return [start, start + 3];
  }
}
