/** What workerd gives for an import of `@paygress/volume-key/volume-key.wasm`, for `useCore`. */
declare const module: typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : object;
export default module;
