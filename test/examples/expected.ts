import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/root.js";

/** The public example key of NIP-19. */
export const NSEC = readFileSync(join(root, "examples/identity"), "utf8").trim();
export const SECRET_KEY_HEX = "67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa";

/** The volume key of a workload of that key, with SHA-256 written out. */
export function volumeKeyOf(workloadId: string): Buffer {
  return createHash("sha256")
    .update("paygress-volume-v1\0")
    .update(Buffer.from(SECRET_KEY_HEX, "hex"))
    .update("\0")
    .update(workloadId)
    .digest();
}
