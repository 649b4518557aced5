import { expect, it } from "vitest";
import { deriveVolumeKey, useCore } from "../../src/index.ts";
import { key, keyOf } from "./helpers.ts";

it.each(["wasm", "js"] as const)("an id of 64 MiB and more, core %s", (core) => {
  useCore(core);
  const id = `${"0123456789abcdef".repeat(2 ** 22)}ż`;
  expect(deriveVolumeKey(key, id)).toStrictEqual(keyOf(key, id));
});
