import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import { root } from "../../tools/root.js";
import { NSEC } from "../fixtures.ts";
import { BASE64URL, FILLED_IN, HEX, ID, inEachBrowser, page, useBuiltPage } from "./page.ts";
import { decodedQR, leftIn, problems, shown, statusOf, storedIn } from "./state.ts";

useBuiltPage();

inEachBrowser(({ run, openTab, openSite }) => {
  run("derives with the network cut, asks for nothing, stores nothing", async () => {
    const [tab, site] = [await openTab(), await openSite()];
    await tab.open(site.url);
    site.close();
    await tab.type(FILLED_IN);
    expect(await shown(tab)).toEqual({
      ...{ heading: `The key of ${ID}`, base64url: BASE64URL, hex: HEX },
      ...{ core: "Derived by the WebAssembly core.", focus: "result-heading", identity: "password" },
    });
    expect(await decodedQR(tab, page.app)).toBe(BASE64URL);

    await tab.type("\t\n"); // Copy, the base64url
    await expect.poll(() => statusOf(tab)).toBe("Copied.");

    expect(site.requests).toEqual(["GET /"]);
    const requests = tab.requests() ?? [site.url];
    expect(requests.filter((url) => !url.startsWith("data:"))).toEqual([site.url]);
    expect(await tab.run(() => performance.getEntriesByType("resource").map(({ name }) => name))).toEqual([]);
    expect(await storedIn(tab)).toEqual({ local: 0, session: 0, cookies: "", databases: 0, caches: 0 });
  });

  run("derives the same key where the policy forbids WebAssembly", async () => {
    const [tab, site] = [await openTab(), await openSite((text) => text.replace(" 'wasm-unsafe-eval'", ""))];
    await tab.open(site.url);
    await tab.type(FILLED_IN);
    const { base64url, core } = await shown(tab);
    expect(base64url).toBe(BASE64URL);
    expect(core).toMatch(/(CSP|Content Security Policy).*\. The fallback has derived the same key\.$/is);
  });

  run("derives as a file on disk", async () => {
    const tab = await openTab();
    await tab.open(pathToFileURL(join(page.app, "dist/index.html")).href);
    await tab.type(`\t\t\t\t${ID}`);
    await tab.choose(join(root, "examples/identity"));
    await expect.poll(() => statusOf(tab)).toBe("Read from identity.");
    await tab.run(() => document.getElementById("workload-id")?.focus());
    await tab.type("\n");
    expect((await shown(tab)).hex).toBe(HEX);
  });

  run("forgets at Clear, at an edit, and when it is left", async () => {
    const [tab, site] = [await openTab(), await openSite()];
    const secrets = [NSEC, BASE64URL, HEX];
    await tab.open(site.url);
    const empty = await leftIn(tab, secrets);
    expect(empty).toEqual([]);

    await tab.type(FILLED_IN);
    expect(await leftIn(tab, secrets)).toEqual(secrets);
    await tab.run(() => document.getElementById("show")?.click());
    expect((await shown(tab)).identity).toBe("text");
    await tab.run(() => document.getElementById("clear")?.focus());
    await tab.type("\n");
    await expect.poll(() => statusOf(tab)).toBe("Cleared.");
    expect(await leftIn(tab, secrets)).toEqual([]);
    expect(await shown(tab)).toMatchObject({ focus: "identity", identity: "password" });

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

  run("says what is wrong, beside what is", async () => {
    const [tab, site] = [await openTab(), await openSite()];
    await tab.open(site.url);
    await tab.type("\tnpub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg\t\t\tmy-workload \n");
    expect(await problems(tab)).toEqual({
      identity: expect.stringContaining("secret key: "),
      "workload-id": "workload id: white space, U+0020, at the end",
      focus: "identity",
    });
    const tooLarge = join(page.app, "too-large");
    writeFileSync(tooLarge, "0".repeat(4097));
    await tab.choose(tooLarge);
    await expect
      .poll(() => problems(tab))
      .toEqual({ identity: "the file is too large for an identity", "workload-id": "", focus: "identity" });
    const binary = join(page.app, "binary");
    writeFileSync(binary, Buffer.from([0xff, 0xfe, 0x6e, 0]));
    await tab.choose(binary);
    await expect.poll(() => problems(tab)).toMatchObject({ identity: "the file cannot be read as text" });
  });
});
