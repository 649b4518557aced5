import { rmSync } from "node:fs";
import { defineConfig, type Options } from "tsup";

rmSync("dist", { recursive: true, force: true }); // the names of shared files change

const options: Options = {
  format: "esm",
  target: "es2022",
  platform: "neutral",
  external: [/^node:/],
  removeNodeProtocol: false,
}; // unminified, so that stack traces and readers need no source map

const library = { index: "src/index.ts", identity: "src/identity.ts" };

export default defineConfig([
  // What both entries use is in a file that both import: else there would be two classes VolumeKeyError.
  { ...options, entry: library, dts: true, splitting: true },
  { ...options, entry: { cli: "cli/main.ts" }, splitting: false },
]);
