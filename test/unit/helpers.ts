import { createHash } from "node:crypto";
import { vi } from "vitest";
import secretKey from "../vectors/secret-key.json" with { type: "json" };
import volumeEncryption from "../vectors/volume-encryption.json" with { type: "json" };
import volumeKey from "../vectors/volume-key-v1.json" with { type: "json" };

export const vectors = { secretKey, volumeEncryption, volumeKey };

/** A secret key whose bytes all differ. */
export const key = Uint8Array.from({ length: 32 }, (_, i) => 3 * i + 1);

/** The volume key as node:crypto computes it. */
export function keyOf(secretKey: Uint8Array, workloadId: string): Uint8Array {
  const hash = createHash("sha256").update("paygress-volume-v1\0").update(secretKey).update("\0").update(workloadId);
  return Uint8Array.from(hash.digest());
}

/** What the call throws. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("expected an error, got none");
}

/** Records every Uint8Array that is made from now on, by the dependencies too. */
export function recordArrays(): Uint8Array[] {
  const made: Uint8Array[] = [];
  vi.stubGlobal(
    "Uint8Array",
    new Proxy(Uint8Array, {
      construct(target, args, newTarget) {
        const bytes = Reflect.construct(target, args, newTarget);
        made.push(bytes);
        return bytes;
      },
    }),
  );
  return made;
}
