// What users of a runtime with WebAssembly's types do besides, where resolution knows `exports`.
import { useCore } from "@paygress/volume-key";
import scalar from "@paygress/volume-key/volume-key.wasm";
import x4 from "@paygress/volume-key/volume-key-x4.wasm";

// Modules that the runtime has compiled.
scalar satisfies WebAssembly.Module;
useCore({ scalar });
useCore({ scalar, x4 });
// @ts-expect-error: a module, not its name
useCore({ scalar: undefined });
