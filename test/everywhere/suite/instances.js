/**
 * Remembers the memory of every Wasm instance. To be imported before the library, which takes `WebAssembly.Instance` when it is
 * imported, and gives its memory to nobody.
 */

/** @type {Uint8Array[]} */
export const memories = [];

if (typeof WebAssembly !== "undefined") {
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(Instance, [module]) {
      const instance = new Instance(module);
      const { buffer } = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
      memories.push(new Uint8Array(buffer));
      return instance;
    },
  });
}
