/** The instances that the library makes, with exports that a test may change: the library gives them to nobody. */
import { readFileSync } from "node:fs";
import { vi } from "vitest";

/** The exports of `assembly/volume-key.ts`. */
export interface Exports {
  memory: WebAssembly.Memory;
  update(start: number, end: number): void;
  finish(start: number, end: number, length: number): void;
  prepareLanes(): void;
  finishLanes(count: number): void;
}

/** The module as it is committed. */
export const wasm = readFileSync("build/volume-key.wasm");

/** Has the library make instances with other exports, where `change` gives any. Returns their memories, as they are made. */
export function stubInstances(
  change: (exports: Exports, memory: Uint8Array) => Partial<Exports> = () => ({}),
): Uint8Array[] {
  const memories: Uint8Array[] = [];
  const { Instance } = WebAssembly;
  stubWebAssembly({
    Instance: class {
      readonly exports: Exports;

      constructor(module: WebAssembly.Module) {
        const exports = new Instance(module).exports as unknown as Exports;
        const memory = new Uint8Array(exports.memory.buffer);
        memories.push(memory);
        this.exports = { ...exports, ...change(exports, memory) };
      }
    },
  });
  return memories;
}

/** Has the library find another WebAssembly: the real one, but for some members. */
export function stubWebAssembly(members: object): void {
  const { Module, Instance } = WebAssembly;
  vi.stubGlobal("WebAssembly", { Module, Instance, ...members });
}
