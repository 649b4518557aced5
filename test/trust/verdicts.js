/** What comes of a mutant. */
export const VERDICTS = /** @type {const} */ ([
  "hung",
  "invalid", // no WebAssembly
  "refused", // by useCore
  "given up", // right keys, since the fallback took over
  "right",
  "wrong", // keys, or an error
  "unclean", // right keys, but something of a message is left in its memory
]);

/** @typedef {(typeof VERDICTS)[number]} Verdict */
