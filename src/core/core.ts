/**
 * The tag of the derivation, version 1, with its NUL: 19 bytes. It is frozen: another tag gives keys that open
 * nobody's volume.
 */
export const KDF_DOMAIN_V1: string = "paygress-volume-v1\0";

/** Takes a batch's next keys, 32 bytes each, of the ids from `first` on. The array is wiped later, so it copies them. */
export type Take = (keys: Uint8Array, first: number) => void;

/** What every core does, and all that it does. It keeps nothing from one call to the next. */
export interface Core {
  readonly name: "wasm" | "js";

  /** Of the Wasm core: the constants of SHA-256 (K, then H0), which its four-lane module shares. */
  readonly constants?: Uint8Array;

  /**
   * Writes SHA-256(KDF_DOMAIN_V1 || secret key || 0x00 || UTF-8(workload id)), 32 bytes, to `out` at `offset`.
   *
   * @param secretKey 32 bytes
   * @param workloadId well-formed Unicode text of any length
   */
  derive(secretKey: Uint8Array, workloadId: string, out: Uint8Array, offset: number): void;
}
