import { defineConfig } from "tsup";

export default defineConfig({
  entry: { index: "src/index.ts", identity: "src/identity.ts", cli: "src/cli/main.ts" },
  format: "esm",
  target: "es2022",
  platform: "neutral",
  external: [/^node:/],
  dts: { entry: { index: "src/index.ts", identity: "src/identity.ts" } },
  clean: true,
});
