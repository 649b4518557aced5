import { KEY_SIZE, newKey } from "../bytes.ts";
import { chosenCore, fallbackAfter } from "./choice.ts";
import { testedLanes } from "./lanes.ts";
import type { Core } from "./types.ts";
import type { WasmCore } from "./wasm.ts";

/** Ids from which on four lanes are faster than one after the other. */
const MIN_LANES = 4;

/** A copy of the secret key while a batch is derived, since `out` may lie over it; zeros in between. */
const copy = newKey();

/** Derives the keys of well-formed ids: with the chosen core, and with the fallback where that fails. */
export function deriveMany(secretKey: Uint8Array, ids: readonly string[], out: Uint8Array): void {
  const core = chosenCore();
  try {
    for (let i = 0; i < KEY_SIZE; i++) copy[i] = secretKey[i] as number;
    deriveWith(core, copy, ids, out);
  } catch (error) {
    deriveWith(fallbackAfter(error, core), copy, ids, out);
  } finally {
    for (let i = 0; i < KEY_SIZE; i++) copy[i] = 0; // no call, which a full stack could refuse
  }
}

function deriveWith(core: Core, secretKey: Uint8Array, ids: readonly string[], out: Uint8Array): void {
  if (core.name === "js" || ids.length < MIN_LANES) {
    for (let i = 0; i < ids.length; i++) core.derive(secretKey, ids[i] as string, out, KEY_SIZE * i);
    return;
  }
  const lanes = testedLanes(core as WasmCore);
  if (lanes === undefined) throw new Error("its lanes compute a wrong key");
  lanes(secretKey, ids, out, 0);
}
