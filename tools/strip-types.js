/**
 * Has Node 20 run TypeScript as later versions do: `node --import ./tools/strip-types.js FILE.ts`. The types are stripped by what
 * Node itself strips them with.
 */
import { readFileSync } from "node:fs";
import { register } from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";
import { transformSync } from "@swc/wasm-typescript";

// Node runs the hooks, which are this module again, in a thread of their own.
if (isMainThread) register(import.meta.url);

/** @type {import("node:module").LoadHook} */
export async function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context);
  const { code } = transformSync(readFileSync(fileURLToPath(url), "utf8"), { mode: "strip-only" });
  return { format: "module", source: code, shortCircuit: true };
}
