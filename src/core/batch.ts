import { KEY_SIZE, newKey, wipe } from "../bytes.ts";
import { chosenCore, fallbackAfter } from "./choice.ts";
import { testedLanes } from "./lanes.ts";
import type { Core } from "./types.ts";
import type { WasmCore } from "./wasm.ts";

/** Ids from which on four lanes are faster than one after the other. */
const MIN_LANES = 4;

/** Derives the keys of well-formed ids: with the chosen core, and with the fallback where that fails. */
export function deriveMany(secretKey: Uint8Array, ids: readonly string[], out: Uint8Array): void {
  const core = chosenCore();
  const copy = newKey(secretKey); // since `out` may lie over it
  try {
    deriveWith(core, copy, ids, out);
  } catch (error) {
    deriveWith(fallbackAfter(error, core), copy, ids, out);
  } finally {
    wipe(copy);
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
