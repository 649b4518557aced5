import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{unit,cli,package,specification}/**/*.test.ts"],
    testTimeout: 60_000,
    // It leaves a core to itself, which on two of them is half.
    maxWorkers: "100%",
    coverage: {
      include: ["src/**/*.ts", "cli/**/*.ts"],
      reporter: ["text"],
      thresholds: { lines: 98, branches: 98 },
    },
  },
});
