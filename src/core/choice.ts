import { fromHex, KEY_SIZE, kindOf, newKey } from "../bytes.ts";
import { messageOf, VolumeKeyError } from "../errors.ts";
import type { Core } from "./core.ts";
import { nobleCore } from "./noble.ts";
import { compileWasm, type WasmModule, wasmCore } from "./wasm.ts";
import { compileX4, type Lanes, x4Lanes } from "./x4.ts";

/** What `useCore` takes. */
export type CoreChoice = "auto" | "wasm" | "js" | { scalar: WasmModule; x4?: WasmModule | undefined };

/** What `describeCore` returns. */
export interface CoreDescription {
  /** `"wasm"`: AssemblyScript compiled to WebAssembly. `"js"`: the fallback on `@noble/hashes`. */
  name: "wasm" | "js";
  /** Whether batches go through the four-lane SIMD module. */
  simd: boolean;
  /** Why it is not the faster one; absent when it is. */
  reason?: string;
}

interface Choice {
  core: Core;
  /** The four-lane core for batches: absent until the first one asks for it, `null` where there is none. */
  lanes?: Lanes | null;
  /** Why it is not the faster one. */
  reason?: string;
}

/** The choice, made when a key is first asked for and kept until `useCore` makes another. */
let choice: Choice | undefined;

/** Whether a four-lane core has computed a wrong key here. */
let distrusted = false;

/** The core that derives: the chosen one, and where none is chosen yet, the fastest that passes its self-test. */
export function currentCore(): Core {
  choice ??= choose();
  return choice.core;
}

/** The four-lane core that goes with it, or none. */
export function currentLanes(): Lanes | undefined {
  choice ??= choose();
  if (choice.lanes === undefined) {
    try {
      choice.lanes = testedLanes(compileX4(), choice.core);
    } catch (error) {
      choice.lanes = null;
      choice.reason = `SIMD is not used: ${messageOf(error)}`;
    }
  }
  return choice.lanes ?? undefined;
}

/** Switches SIMD off for good, where a four-lane core has computed a wrong key. */
export function giveUpLanes(): void {
  distrusted = true;
  choice = { core: currentCore() };
}

function choose(): Choice {
  try {
    return { core: tested(wasmCore(compileWasm())) };
  } catch (error) {
    return { core: tested(nobleCore), lanes: null, reason: `WebAssembly is not used: ${messageOf(error)}` };
  }
}

/**
 * Tells which core derives the keys, and makes the choice where none is made yet.
 *
 * @returns the core's name, and the reason where it is not the fastest one
 * @throws {VolumeKeyError} `core/self-test` when no core computes the known answers
 *
 * @example
 * ```ts
 * import { describeCore, useCore } from "@paygress/volume-key";
 *
 * useCore("js");
 * describeCore(); // { name: "js", simd: false, reason: 'useCore("js")' }
 * useCore("auto");
 * ```
 */
export function describeCore(): CoreDescription {
  const { name } = currentCore();
  const simd = currentLanes() !== undefined;
  const reason = choice?.reason;
  return { name, simd, ...(reason !== undefined && { reason }) };
}

/**
 * Chooses the core by hand. No program needs to: the default, `"auto"`, takes the fastest that the runtime allows.
 *
 * @param wanted `"auto"` to choose anew when the next key is asked for; `"wasm"` or `"js"` to use that one and no
 *   other; `{ scalar, x4 }` to use modules that the runtime has compiled from
 *   `@paygress/volume-key/volume-key.wasm` and `…/volume-key-x4.wasm`, as Cloudflare's workerd does, which compiles none at
 *   run time; without `x4`, batches go through the scalar one
 * @throws {VolumeKeyError} `core/type` when the argument is none of these, `core/unavailable` when the runtime cannot
 *   run that core, `core/self-test` when it computes a wrong key; the core that was used before stays in use
 *
 * @example
 * ```ts
 * import { useCore } from "@paygress/volume-key";
 *
 * useCore("auto");
 * ```
 */
export function useCore(wanted: CoreChoice): void {
  if (wanted === "auto") {
    choice = undefined;
  } else if (wanted === "js") {
    choice = { core: tested(nobleCore), lanes: null, reason: 'useCore("js")' };
  } else {
    choice = requestedWasm(wanted);
  }
}

function requestedWasm(wanted: Exclude<CoreChoice, "auto" | "js">): Choice {
  const scalar: unknown = (wanted as { scalar?: unknown } | null | undefined)?.scalar;
  if (wanted !== "wasm" && (typeof scalar !== "object" || scalar === null)) {
    const got = typeof wanted === "string" ? "another string" : kindOf(wanted);
    throw new VolumeKeyError(
      "core/type",
      `useCore: expected "auto", "wasm", "js" or { scalar: WebAssembly.Module }, got ${got}`,
    );
  }
  try {
    if (wanted === "wasm") return { core: tested(wasmCore(compileWasm())) };
    const core = tested(wasmCore(scalar as WasmModule));
    if (wanted.x4 === undefined) return { core, lanes: null, reason: "useCore({ scalar })" };
    return { core, lanes: testedLanes(wanted.x4, core) };
  } catch (error) {
    if (error instanceof VolumeKeyError) throw error;
    throw new VolumeKeyError("core/unavailable", `useCore: this core does not run here: ${messageOf(error)}`);
  }
}

/**
 * Known answers for the secret key 00 01 02 … 1f: an id as they usually are, ASCII and two blocks of message, and one of
 * all UTF-8 lengths that takes three blocks.
 */
const KNOWN_ANSWERS = [
  ["00112233-4455-4677-8899-aabbccddeeff", "5f8af3d19574cc0f1ec8db778f50185d56811edcac4c6370d6051093231db4af"],
  ["żółw 🐢 ".repeat(6), "9cc205723c9945e43538ab4d53bc872678d922f0baf4d3849c8317629e1b57bd"],
] as const;

/** Returns the core once it has computed the known answers. */
function tested(core: Core): Core {
  const secretKey = Uint8Array.from({ length: KEY_SIZE }, (_, i) => i);
  const volumeKey = newKey();
  for (const [workloadId, expected] of KNOWN_ANSWERS) {
    core.derive(secretKey, workloadId, volumeKey, 0);
    const answer = fromHex(expected);
    if (volumeKey.some((byte, i) => byte !== answer[i])) {
      throw new VolumeKeyError("core/self-test", `the ${core.name} core computes a wrong key`);
    }
  }
  return core;
}

/**
 * Returns the module's four-lane core once it has computed a batch, another id in each lane, as often as it takes for the
 * scalar core to derive each of its keys again. Not with slices of the known ids: V8 counts the kinds of string that it has met
 * where the scalar core reads characters, and from the fifth on each costs a call.
 */
function testedLanes(module: WasmModule, scalar: Core): Lanes {
  if (distrusted) throw new Error("it computed a wrong key");
  const lanes = x4Lanes(module, scalar);
  const secretKey = Uint8Array.from({ length: KEY_SIZE }, (_, i) => i);
  const [[ascii], [mixed]] = KNOWN_ANSWERS;
  const ids = [ascii, mixed, "a", "", mixed, "b", ascii, "c"];
  for (const place of ids.keys()) lanes.derive(secretKey, ids, place, () => {});
  return lanes;
}
