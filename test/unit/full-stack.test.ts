import { execFileSync } from "node:child_process";
import process from "node:process";
import { describe, expect, it } from "vitest";

describe("a full stack", () => {
  // V8 looks whether to optimise whenever a function has spent its budget, and may find the stack full then.
  it.each([500, 1000, 1200, 4000])("leaves nothing in memory, with an interrupt budget of %i", (budget) => {
    const args = [`--interrupt-budget=${budget}`, "test/unit/full-stack.js"];
    expect(execFileSync(process.execPath, args, { encoding: "utf8" })).toBe("0\n");
  });
});
