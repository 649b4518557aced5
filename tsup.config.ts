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
  // One file an entry, so that an import reads no more than one. An entry that another one uses is imported, and not
  // taken in: else there would be two classes VolumeKeyError.
  splitting: false,
  esbuildPlugins: [
    {
      name: "entries stay apart",
      setup(build) {
        build.onResolve({ filter: /\/(index|identity)\.ts$/ }, ({ kind, path }) => {
          if (kind === "entry-point") return undefined;
          return { path: path.replace(/^.*\/(\w+)\.ts$/, "./$1.js"), external: true };
        });
      },
    },
  ],
});
