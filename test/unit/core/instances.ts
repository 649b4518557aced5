/** The instances that the library makes, with exports that a test may change: the library gives them to nobody. */
import { readFileSync } from "node:fs";
import { vi } from "vitest";
import type * as Library from "../../../src/index.ts";

/** The exports of `assembly/volume-key.ts`. */
export interface Exports {
  memory: WebAssembly.Memory;
  hashBlocks(start: number, end: number): void;
  hashLast(start: number, end: number, length: number): void;
  hashPrefix(): void;
  hashLanes(count: number): void;
}

/** The module as it is committed. */
export const wasm = readFileSync("build/volume-key.wasm");

/** A new library, which takes what the realm has now: that the Wasm core was given up is kept for good. */
export async function loadLibrary(): Promise<typeof Library> {
  vi.resetModules();
  return import("../../../src/index.ts");
}

/** Has the library, when it is loaded after that, make instances with other exports, where `change` gives any. Returns their memories, as they are made. */
export function stubInstances(
  change: (exports: Exports, memory: Uint8Array) => Partial<Exports> = () => ({}),
): Uint8Array[] {
  const memories: Uint8Array[] = [];
  const { Instance } = WebAssembly;
  stubWebAssembly({
    Instance: class {
      readonly #exports: Exports;

      constructor(module: WebAssembly.Module) {
        const exports = new Instance(module).exports as unknown as Exports;
        const memory = new Uint8Array(exports.memory.buffer);
        memories.push(memory);
        this.#exports = { ...exports, ...change(exports, memory) };
      }

      get exports() {
        return this.#exports;
      }
    },
  });
  return memories;
}

/** Has the library, when it is loaded after that, find another WebAssembly: the real one, but for some members. */
export function stubWebAssembly(members: object): void {
  const { Module, Instance, Memory } = WebAssembly;
  vi.stubGlobal("WebAssembly", { Module, Instance, Memory, ...members });
}
