/**
 * The tag of the derivation, version 1, with its NUL: 19 bytes. It is frozen: another tag gives keys that open
 * nobody's volume.
 */
export const KDF_DOMAIN_V1: string = "paygress-volume-v1\0";

/** Bytes of a message block (FIPS 180-4 §5.2.1). */
export const BLOCK_SIZE = 64;

/** What every core does. It keeps nothing from one call to the next. */
export interface Core {
  readonly name: "wasm" | "js";

  /**
   * Writes SHA-256(KDF_DOMAIN_V1 || secret key || 0x00 || UTF-8(workload id)), 32 bytes, to `out` from `offset` on. `out` may
   * lie over the secret key. A text with a lone surrogate is refused (`workload-id/unicode`) before anything is written.
   */
  writeKey(secretKey: Uint8Array, workloadId: string, out: Uint8Array, offset: number): void;
}

/** Writes the keys of many well-formed ids to `out`, four at a time. `out` must not lie over the secret key. */
export type WriteKeys = (secretKey: Uint8Array, ids: readonly string[], out: Uint8Array) => void;
