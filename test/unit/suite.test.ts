import { beforeEach, describe, expect, it } from "vitest";
import "../everywhere/suite/instances.js";

import * as library from "../../src/index.ts";
import { environmentOf } from "../everywhere/inside/environment.js";
import { makeReferences } from "../everywhere/references.js";
import { casesOf, runSuite } from "../everywhere/suite/suite.js";
import { vectors } from "./helpers.ts";

const environment = { ...environmentOf(vectors, makeReferences(Date.now() | 0)), slow: true };

/** The suite on the sources, where its coverage counts; the runners run it on what is built, and in full. */
describe.each(["wasm", "js"] as const)("the suite on the sources, core %s", (core) => {
  const cases = casesOf(library, environment, core);
  beforeEach(() => library.useCore(core));
  it.each(cases)("$name", ({ run }) => run());
});

describe("runSuite", () => {
  it("reports what fails, and counts every case", () => {
    const wrong = { ...library, KDF_DOMAIN_V1: "another", parseWorkloadId: () => "another" };
    const { failures, cases, core } = runSuite(wrong, environment, "wasm");
    expect(core).toBe("wasm");
    expect(cases).toBeGreaterThan(800);
    expect(failures).toContain("the tag is frozen: KDF_DOMAIN_V1: expected paygress-volume-v1\0, got another");
    expect(failures.filter((failure) => failure.startsWith("parseWorkloadId")).length).toBeGreaterThan(20);
  });
});
