/** What is there only where the runners run: the host's file, and the module as workerd imports it. */
declare module "*/references.json" {
  const references: import("../suite/references.js").References;
  export = references;
}

declare module "@paygress/volume-key/volume-key.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
