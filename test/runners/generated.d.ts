/** What is there only where the runners run: the host's file, and the modules as workerd imports them. */
declare module "*/references.json" {
  const references: import("../suite/references.js").References;
  export = references;
}

declare module "@paygress/volume-key/*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
