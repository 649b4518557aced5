import { defineConfig } from "vitest/config";

/** The unit tests that see Stryker's mutants: not those that bundle the sources into a realm or a process of their own. */
export default defineConfig({
  test: {
    include: ["test/unit/**/*.test.ts"],
    exclude: ["realm", "hostile", "leftovers", "full-stack", "import", "package", "long-id"].map((name) => `test/unit/${name}.test.ts`),
    testTimeout: 60_000,
  },
});
