import { buildSync } from "esbuild";
import { vi } from "vitest";
import * as reference from "../reference.js";
import secretKey from "../vectors/secret-key.json" with { type: "json" };
import volumeEncryption from "../vectors/volume-encryption.json" with { type: "json" };
import volumeKey from "../vectors/volume-key-v1.json" with { type: "json" };
import workloadId from "../vectors/workload-id.json" with { type: "json" };

export { NSEC, SECRET_KEY } from "../reference.js";

export const vectors = { secretKey, volumeEncryption, volumeKey, workloadId };

/** A secret key whose bytes all differ. */
export const key = Uint8Array.from({ length: 32 }, (_, i) => 3 * i + 1);

/** The volume key as node:crypto computes it. */
export function keyOf(secretKey: Uint8Array, workloadId: string): Uint8Array {
  return Uint8Array.from(reference.keyOf(secretKey, workloadId));
}

/** The library as a script that makes it the global `library`, for other realms. */
export function script(entry = "src/index.ts"): string {
  const options = { bundle: true, format: "iife", globalName: "library", write: false } as const;
  return buildSync({ ...options, entryPoints: [entry] }).outputFiles[0]?.text as string;
}

/** What comes before the library, to tell the memory of its newest instance as the global `memory`. */
export const WATCH_MEMORY = `
  const { Instance } = WebAssembly;
  let memory;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(_, [module]) {
      const instance = new Instance(module);
      memory = new Uint8Array(instance.exports.memory.buffer);
      return instance;
    },
  });`;

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
