/** What Node, Deno and Bun give to the suite alike. */
import { createHash } from "node:crypto";
import process from "node:process";
import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import secretKey from "../vectors/secret-key.json" with { type: "json" };
import volumeEncryption from "../vectors/volume-encryption.json" with { type: "json" };
import volumeKey from "../vectors/volume-key-v1.json" with { type: "json" };

const { bun, deno, node } = /** @type {Record<string, string | undefined>} */ (process.versions);

/** @type {import("../suite/suite.js").Environment} */
export const environment = {
  runtime: bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : `Node ${node}`,
  vectors: { volumeKey, secretKey, volumeEncryption },
  sha256: (message) => createHash("sha256").update(message).digest("hex"),
  inspect: (value) => inspect(value, { depth: null, showHidden: true }),
  foreign: (className, bytes) =>
    runInNewContext("(className, bytes) => new globalThis[className](Uint8Array.from(bytes).buffer)")(className, bytes),
};
