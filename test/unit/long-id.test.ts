import { expect, it } from "vitest";
import { deriveVolumeKey, deriveVolumeKeyInto, useCore } from "../../src/index.ts";
import { key, keyOf } from "./helpers.ts";

it.each(["wasm", "js"] as const)("an id of 64 MiB and more, core %s", (core) => {
  useCore(core);
  const id = `${"0123456789abcdef".repeat(2 ** 22)}ż`;
  const expected = keyOf(key, id);
  expect(deriveVolumeKey(key, id)).toStrictEqual(expected);
  const both = key.slice();
  deriveVolumeKeyInto(both, id, both);
  expect(both).toStrictEqual(expected);
});
