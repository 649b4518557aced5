import { kindOf } from "../bytes.ts";
import { isFullStack, messageOf, VolumeKeyError } from "../errors.ts";
import { jsCore } from "./js.ts";
import { computesKnownAnswer } from "./known-answers.ts";
import { testedLanes } from "./lanes.ts";
import { compile, type WasmModule } from "./load.ts";
import type { Core } from "./types.ts";
import { type WasmCore, wasmCore } from "./wasm.ts";

/** What `useCore` takes. */
export type CoreChoice = "auto" | "wasm" | "js" | WasmModule;
/** What `describeCore` returns. */
export interface CoreDescription {
  /** `"wasm"`: AssemblyScript compiled to WebAssembly. `"js"`: the fallback on `@noble/hashes`. */
  name: "wasm" | "js";
  /** Why it is not WebAssembly; absent when it is. */
  reason?: string;
}

interface Choice {
  readonly core: Core;
  readonly reason?: string;
}

/** The choice, made when a key is first asked for and kept until `useCore` makes another. */
let choice: Choice | undefined;

/** Why WebAssembly was given up for good: it has failed here. */
let givenUp: string | undefined;

/** Derives one key, as `Core.derive` does: with the chosen core, and with the fallback where that fails. */
export function deriveOne(secretKey: Uint8Array, workloadId: string, out: Uint8Array): void {
  const core = chosenCore();
  try {
    core.derive(secretKey, workloadId, out, 0);
  } catch (error) {
    fallbackAfter(error, core).derive(secretKey, workloadId, out, 0);
  }
}

/** The core that takes over where the Wasm core has failed: it trapped, or its two kernels disagreed. Throws what is no such fault. */
export function fallbackAfter(error: unknown, core: Core): Core {
  if (core === jsCore || error instanceof VolumeKeyError || isFullStack(error)) throw error;
  return giveUp(messageOf(error)).core;
}

function giveUp(reason: string): Choice {
  givenUp = `WebAssembly was given up: ${reason}`;
  choice = undefined; // until the fallback has computed its known answer
  choice = fallback(givenUp);
  return choice;
}

/** The core that derives. Where none is chosen yet, it is the Wasm core if that computes its known answer, else the fallback. */
export function chosenCore(): Core {
  choice ??= choose();
  return choice.core;
}

function choose(): Choice {
  if (givenUp !== undefined) return fallback(givenUp);
  let core: Core;
  try {
    core = wasmCore(compile());
  } catch (error) {
    return fallback(`WebAssembly is not used: ${messageOf(error)}`);
  }
  if (computesKnownAnswer(core)) return { core };
  return giveUp("it computes a wrong key");
}

function fallback(reason: string): Choice {
  if (computesKnownAnswer(jsCore)) return { core: jsCore, reason };
  throw new VolumeKeyError("core/self-test", "the fallback on @noble/hashes computes a wrong key");
}

/**
 * Tells which core derives the keys, and makes the choice where none is made yet.
 *
 * @returns the core's name, and the reason where it is not WebAssembly
 * @throws {VolumeKeyError} `core/self-test` when no core computes the known answers
 *
 * @example
 * ```ts
 * import { describeCore, useCore } from "@paygress/volume-key";
 *
 * useCore("js");
 * describeCore(); // { name: "js", reason: 'useCore("js")' }
 * useCore("auto");
 * ```
 */
export function describeCore(): CoreDescription {
  const { name } = chosenCore();
  const reason = choice?.reason;
  return { name, ...(reason !== undefined && { reason }) };
}

/**
 * Chooses the core by hand. No program needs to: the default, `"auto"`, takes the fastest that the runtime allows.
 *
 * @param wanted `"auto"` to choose anew when the next key is asked for; `"wasm"` or `"js"` to start with that one; a
 *   `WebAssembly.Module` that the runtime has compiled from `@paygress/volume-key/volume-key.wasm`, as Cloudflare's workerd
 *   does, which compiles none at run time
 * @throws {VolumeKeyError} `core/type` when it is none of these; `core/unavailable` when the runtime cannot run that core, or
 *   when WebAssembly was given up because it had failed; `core/self-test` when the core computes a wrong key. The core that was
 *   used before stays in use
 *
 * @example
 * ```ts
 * import { useCore } from "@paygress/volume-key";
 *
 * useCore("auto");
 * ```
 */
export function useCore(wanted: CoreChoice): void {
  if (wanted === "auto") choice = undefined;
  else if (wanted === "js") choice = fallback('useCore("js")');
  else choice = { core: requestedWasm(wanted) };
}

function requestedWasm(wanted: Exclude<CoreChoice, "auto" | "js">): Core {
  // By its tag, since a module may come from another realm.
  if (wanted !== "wasm" && Object.prototype.toString.call(wanted) !== "[object WebAssembly.Module]") {
    const got = typeof wanted === "string" ? "another string" : kindOf(wanted);
    throw new VolumeKeyError("core/type", `useCore: expected "auto", "wasm", "js" or a WebAssembly.Module, got ${got}`);
  }
  if (givenUp !== undefined) throw new VolumeKeyError("core/unavailable", `useCore: ${givenUp}`);
  let core: WasmCore;
  try {
    core = wasmCore(wanted === "wasm" ? compile() : wanted);
  } catch (error) {
    throw new VolumeKeyError("core/unavailable", `useCore: this core does not run here: ${messageOf(error)}`);
  }
  if (computesKnownAnswer(core) && testedLanes(core) !== undefined) return core;
  throw new VolumeKeyError("core/self-test", "useCore: the Wasm core computes a wrong key");
}
