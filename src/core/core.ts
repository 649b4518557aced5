/**
 * The tag of the derivation, version 1, with its NUL: 19 bytes. It is frozen: another tag gives keys that open
 * nobody's volume.
 */
export const KDF_DOMAIN_V1: string = "paygress-volume-v1\0";

/** What every core does, and all that it does. It keeps nothing from one call to the next. */
export interface Core {
  readonly name: "wasm" | "js";

  /**
   * Writes SHA-256(KDF_DOMAIN_V1 || secret key || 0x00 || UTF-8(workload id)), 32 bytes, to `out` at `offset`.
   *
   * @param secretKey 32 bytes
   * @param workloadId well-formed Unicode text of any length
   */
  derive(secretKey: Uint8Array, workloadId: string, out: Uint8Array, offset: number): void;
}
