import { KEY_SIZE, kindOf } from "../bytes.ts";
import { fail, isFullStack, messageOf, VolumeKeyError } from "../errors.ts";
import { Fault, fill, isModule, newBytes, type WasmModule } from "../realm.ts";
import { jsCore } from "./js.ts";
import { computesKnownAnswer } from "./known-answers.ts";
import { testedLanes } from "./lanes.ts";
import { compile } from "./load.ts";
import type { Core, WriteKeys } from "./types.ts";
import { type WasmCore, wasmCore } from "./wasm.ts";

/** Ids from which on four lanes are faster than one after the other. */
const MIN_BATCH = 4;

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
  /** The lanes of the Wasm core, once a batch has asked for them and they have computed their known answer. */
  lanes?: WriteKeys | undefined;
}

/** The choice, made when a key is first asked for and kept until `useCore` makes another. */
let choice: Choice | undefined;

/** Why WebAssembly was given up for good: it has failed here. */
let givenUp: string | undefined;

/** A copy of the secret key, for a batch whose `out` lies over it; zeros in between. A batch within a batch makes its own. */
let spare: Uint8Array | undefined = /* @__PURE__ */ newBytes(KEY_SIZE);

/** Derives one key, as `Core.writeKey` does: with the chosen core, and with the fallback where that fails. */
export function deriveKey(secretKey: Uint8Array, workloadId: string, out: Uint8Array): void {
  const { core } = chosen();
  try {
    core.writeKey(secretKey, workloadId, out, 0);
  } catch (error) {
    fallbackAfter(error, core).writeKey(secretKey, workloadId, out, 0);
  }
}

/** Derives the keys of well-formed ids: with the chosen core, and with the fallback where that fails. */
export function deriveKeys(secretKey: Uint8Array, ids: readonly string[], out: Uint8Array): void {
  const made = chosen();
  const copy = spare ?? newBytes(KEY_SIZE);
  spare = undefined;
  try {
    for (let i = 0; i < KEY_SIZE; i++) copy[i] = secretKey[i] as number;
    if (made.core === jsCore || ids.length < MIN_BATCH) writeEach(made.core, copy, ids, out);
    else lanesOf(made)(copy, ids, out);
  } catch (error) {
    writeEach(fallbackAfter(error, made.core), copy, ids, out);
  } finally {
    spare = copy;
    try {
      fill(copy, 0);
    } catch {
      for (let i = 0; i < KEY_SIZE; i++) copy[i] = 0; // a full stack refuses a call, and may end a loop too
    }
  }
}

function writeEach(core: Core, secretKey: Uint8Array, ids: readonly string[], out: Uint8Array): void {
  for (let i = 0; i < ids.length; i++) core.writeKey(secretKey, ids[i] as string, out, KEY_SIZE * i);
}

function lanesOf(made: Choice): WriteKeys {
  made.lanes ??= testedLanes(made.core as WasmCore);
  if (made.lanes === undefined) throw new Fault("its lanes compute a wrong key");
  return made.lanes;
}

/** The core that takes over where the Wasm core has failed: it trapped, or its two kernels disagreed. Throws what is no such fault. */
function fallbackAfter(error: unknown, core: Core): Core {
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
function chosen(): Choice {
  if (choice !== undefined) return choice;
  if (givenUp !== undefined) {
    choice = fallback(givenUp);
    return choice;
  }
  let core: Core;
  try {
    core = wasmCore(compile());
  } catch (error) {
    const made = fallback(`WebAssembly is not used: ${messageOf(error)}`);
    if (!isFullStack(error)) choice = made; // else the next call may find more room
    return made;
  }
  if (!computesKnownAnswer(core)) return giveUp("it computes a wrong key");
  choice = { core };
  return choice;
}

function fallback(reason: string): Choice {
  if (computesKnownAnswer(jsCore)) return { core: jsCore, reason };
  fail("core/self-test", "the fallback computes a wrong key");
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
  const { core, reason } = chosen();
  return { name: core.name, ...(reason !== undefined && { reason }) };
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
  else choice = requestedWasm(wanted);
}

function requestedWasm(wanted: Exclude<CoreChoice, "auto" | "js">): Choice {
  if (wanted !== "wasm" && !isModule(wanted)) {
    const got = typeof wanted === "string" ? "another string" : kindOf(wanted);
    fail("core/type", `useCore: expected "auto", "wasm", "js" or a WebAssembly.Module, got ${got}`);
  }
  if (givenUp !== undefined) fail("core/unavailable", `useCore: ${givenUp}`);
  let core: WasmCore;
  try {
    core = wasmCore(wanted === "wasm" ? compile() : wanted);
  } catch (error) {
    fail("core/unavailable", `useCore: this core does not run here: ${messageOf(error)}`);
  }
  const lanes = computesKnownAnswer(core) ? testedLanes(core) : undefined;
  if (lanes !== undefined) return { core, lanes };
  fail("core/self-test", "useCore: the Wasm core computes a wrong key");
}
