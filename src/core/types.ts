/**
 * The tag of the derivation, version 1, with its NUL: 19 bytes. It is frozen: another tag gives keys that open
 * nobody's volume.
 */
export const KDF_DOMAIN_V1: string = "paygress-volume-v1\0";

/**
 * Writes SHA-256(KDF_DOMAIN_V1 || secret key || 0x00 || UTF-8(workload id)), 32 bytes, to `out` from `offset` on; of many ids
 * their keys, in their order.
 */
export type Derive<Ids = string> = (secretKey: Uint8Array, ids: Ids, out: Uint8Array, offset: number) => void;

/** What every core does. It keeps nothing from one call to the next. */
export interface Core {
  readonly name: "wasm" | "js";

  /**
   * Derives one key. `out` may lie over the secret key. A text with a lone surrogate is refused (`workload-id/unicode`) before
   * anything is written to it.
   */
  readonly derive: Derive;
}
