/** An engine that fails when it is told to. It stands in before the library is imported, which may keep what it finds. */

/** Where it fails. */
export const PLACES = /** @type {const} */ (["Module", "Instance", "finish", "update", "finishLanes", "prepareLanes"]);

export const engine = {
  /** @type {(typeof PLACES)[number]} */ place: "Module",
  /** @type {(() => void) | undefined} */ fault: undefined,
  /** @type {((bytes: Uint8Array<ArrayBuffer>) => void) | undefined} */ random: undefined,
};

export function replaceEngine() {
  const { Instance, Module } = WebAssembly;
  const getRandomValues = crypto.getRandomValues.bind(crypto);
  WebAssembly.Module = class extends Module {
    /** @param {BufferSource} bytes */
    constructor(bytes) {
      if (engine.place === "Module") engine.fault?.();
      super(bytes);
    }
  };
  WebAssembly.Instance = class extends Instance {
    /** @param {WebAssembly.Module} module */
    constructor(module) {
      if (engine.place === "Instance") engine.fault?.();
      super(module);
      const { place, fault } = engine;
      const correct = this.exports[place];
      if (fault === undefined || typeof correct !== "function") return;
      const faulty = (/** @type {number[]} */ ...numbers) => {
        fault();
        correct(...numbers);
      };
      // biome-ignore lint/correctness/noConstructorReturn: an instance's own exports cannot be changed
      return /** @type {any} */ ({ exports: { ...this.exports, [place]: faulty } });
    }
  };
  Object.defineProperty(globalThis, "crypto", {
    value: {
      /** @param {Uint8Array<ArrayBuffer>} bytes */
      getRandomValues: (bytes) => (engine.random === undefined ? getRandomValues(bytes) : engine.random(bytes)),
    },
  });
}
