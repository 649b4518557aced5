/** What the volume-key page shows and holds. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { importFrom } from "./install.ts";
import type { Tab } from "./tab.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export function shown(tab: Tab) {
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

export function statusOf(tab: Tab) {
  return tab.run(() => document.getElementById("status")?.textContent);
}

export function problems(tab: Tab) {
  return tab.run(() => ({
    identity: document.getElementById("identity-problem")?.textContent,
    "workload-id": document.getElementById("workload-id-problem")?.textContent,
    focus: document.activeElement?.id,
  }));
}

/** Which of the texts are in the page. */
export function leftIn(tab: Tab, texts: string[]) {
  return tab.run((texts) => {
    const values = Array.from(document.querySelectorAll("input"), ({ value }) => value);
    const all = document.documentElement.outerHTML + values.join();
    return texts.filter((text) => all.includes(text));
  }, texts);
}

export function storedIn(tab: Tab) {
  return tab.run(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    cookies: document.cookie,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
  }));
}

/** What axe-core finds, with all of its rules. */
export async function violations(tab: Tab) {
  await tab.load(AXE);
  return tab.run(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`);
  });
}

/** What a camera reads: the path as pixels, in squares of four. */
export async function decodedQR(tab: Tab, app: string): Promise<string> {
  const { size, path } = await tab.run(() => ({
    size: (document.querySelector("#qr") as SVGSVGElement).viewBox.baseVal.width,
    path: document.querySelector("#qr path")?.getAttribute("d") ?? "",
  }));
  const width = 4 * size;
  const data = new Uint8Array(4 * width * width).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let i = 0; i < 16; i++) data.fill(0, ...pixel(4 * Number(x) + (i % 4), 4 * Number(y) + (i >> 2)));
  }
  const { default: decodeQR } = await importFrom(app, "qr/decode.js");
  return decodeQR({ width, height: width, data });

  function pixel(x: number, y: number): [number, number] {
    const start = 4 * (y * width + x);
    return [start, start + 3];
  }
}
