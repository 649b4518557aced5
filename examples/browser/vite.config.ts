import { createHash } from "node:crypto";
import { defineConfig, type Plugin } from "vite";

export default defineConfig({
  build: { modulePreload: false, assetsInlineLimit: 0 },
  plugins: [oneFile()],
});

/**
 * Makes one file of the page, with a content security policy that lets nothing run but what is in it. The same policy and
 * more goes into `_headers`, which Cloudflare Pages and Netlify read and other servers need in their own words.
 */
function oneFile(): Plugin {
  return {
    name: "one-file",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const page = bundle["index.html"];
      if (page?.type !== "asset") throw new Error("expected an index.html");
      let html = String(page.source);
      const hashes = { script: "", style: "" };
      for (const [name, file] of Object.entries(bundle)) {
        if (file === page) continue;
        const kind = file.type === "chunk" ? "script" : "style";
        const text = (file.type === "chunk" ? file.code : String(file.source)).trim();
        if (text.includes(`</${kind}`)) throw new Error(`${name} would end its element`);
        if (hashes[kind] !== "") throw new Error(`expected one ${kind}`);
        hashes[kind] = `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
        const element = kind === "script" ? `<script type="module">${text}</script>` : `<style>${text}</style>`;
        html = html.replace(new RegExp(`<(script|link)[^>]*${name}"[^>]*>(</script>)?`), () => element);
        delete bundle[name];
      }
      const policy = [
        "default-src 'none'",
        `script-src ${hashes.script} 'wasm-unsafe-eval'`,
        `style-src ${hashes.style}`,
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
      ].join("; ");
      const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
      page.source = html.replace('<meta charset="utf-8">', (charset) => `${charset}\n    ${meta}`);
      const headers = [
        "/*",
        `Content-Security-Policy: ${policy}; frame-ancestors 'none'`,
        "Cross-Origin-Opener-Policy: same-origin",
        "Referrer-Policy: no-referrer",
        "X-Content-Type-Options: nosniff",
      ];
      this.emitFile({ type: "asset", fileName: "_headers", source: `${headers.join("\n  ")}\n` });
    },
  };
}
