// What users of a runtime with WebAssembly's types do besides, where resolution knows `exports`.
import { useCore } from "@paygress/volume-key";
import wasm from "@paygress/volume-key/volume-key.wasm";

// The module that the runtime has compiled.
wasm satisfies WebAssembly.Module;
useCore(wasm);
// @ts-expect-error: a module, not its name
useCore("volume-key.wasm");
// @ts-expect-error: a module, not nothing
useCore(undefined);
