/**
 * What a page downloads: minified, gzipped, with everything that belongs to it (Wasm, fallback, choice). `npm run size`, from here, where size-limit is.
 */
const gzipped = { gzip: true };

export default [
  {
    name: "import { deriveVolumeKey }",
    path: "../dist/index.js",
    import: "{ deriveVolumeKey }",
    limit: "7000 B",
    ...gzipped,
  },
  { name: "import * (the main entry)", path: "../dist/index.js", import: "*", limit: "12000 B", ...gzipped },
  {
    name: 'import * from "…/identity"',
    path: "../dist/identity.js",
    import: "*",
    limit: "6500 B",
    modifyEsbuildConfig: (config) => ({ ...config, platform: "node" }),
    ...gzipped,
  },
];
