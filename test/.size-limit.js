/**
 * What a page downloads: minified, gzipped, with everything that belongs to it (Wasm, fallback, choice). `npm run size`
 * starts size-limit in this folder, which has it.
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
  { name: "import * (the main entry)", path: "../dist/index.js", import: "*", limit: "11500 B", ...gzipped },
  {
    name: 'import * from "…/identity"',
    path: "../dist/identity.js",
    import: "*",
    limit: "4000 B",
    modifyEsbuildConfig: (config) => ({ ...config, platform: "node" }),
    ...gzipped,
  },
];
