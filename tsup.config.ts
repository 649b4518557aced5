import { defineConfig } from "tsup";

export default defineConfig({
  entry: { index: "src/index.ts", identity: "src/identity.ts", cli: "cli/main.ts" },
  format: "esm",
  target: "es2022",
  platform: "neutral",
  external: [/^node:/],
  removeNodeProtocol: false,
  dts: { entry: { index: "src/index.ts", identity: "src/identity.ts" } },
  // Unminified, so that stack traces and readers need no source map.
  clean: true,
  // What two entries use is in a file that both import: else there would be two classes VolumeKeyError.
  splitting: true,
});
