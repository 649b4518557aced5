import { defineConfig } from "vitest/config";

/**
 * Those that see no mutant, since they bundle the sources for a realm or a process of their own, those that change
 * the working folder, which no worker can, and the command's.
 */
const LEFT = ["realm", "hostile", "leftovers", "full-stack", "import", "package", "long-id", "no-secret", "cli/*"];

/** The tests that Stryker runs for each mutant. */
export default defineConfig({
  test: {
    include: ["test/unit/**/*.test.ts"],
    exclude: LEFT.map((name) => `test/unit/${name}.test.ts`),
    testTimeout: 300_000,
  },
});
