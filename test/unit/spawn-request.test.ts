import { describe, expect, it } from "vitest";
import { withVolumeEncryption } from "../../src/spawn-request.ts";
import { decodeVolumeEncryption } from "../../src/volume-encryption.ts";
import { key, thrownBy } from "./helpers.ts";

const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

describe("withVolumeEncryption makes no new workload id where the request may have one: it refuses", () => {
  it.each([
    ["one that is not enumerable", Object.defineProperty({}, "workload_id", { value: "a" }), /is not enumerable/],
    [
      "one of a prototype without a prototype",
      Object.create(Object.assign(Object.create(null), { workload_id: "a" })),
      /expected a plain object, got an object$/,
    ],
    ["one of a prototype", Object.create({ workload_id: "a" }), /expected a plain object, got an object$/],
    ["a revoked proxy", revoked, /expected a plain object, got /],
  ])("%s", (_, request, message) => {
    const error = thrownBy(() => withVolumeEncryption(request, key));
    expect(error).toMatchObject({
      name: "VolumeKeyError",
      code: "request/type",
      message: expect.stringMatching(message),
    });
  });

  it.each<{ workload_id?: null | undefined }>([{ workload_id: undefined }, { workload_id: null }, {}])(
    "but takes %j",
    (request) => {
      const { workload_id } = withVolumeEncryption<object>(request, key);
      expect(workload_id).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});

it("decodeVolumeEncryption refuses a revoked proxy, and passes on what a proxy's own trap throws", () => {
  expect(thrownBy(() => decodeVolumeEncryption(revoked))).toMatchObject({ code: "volume-encryption/type" });
  const trap = new Proxy({ algorithm: "" }, { get: () => expect.fail("the trap") });
  expect(thrownBy(() => decodeVolumeEncryption(trap))).toMatchObject({ message: "the trap" });
});
