import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{unit,command,luks,examples}/**/*.test.ts"],
    testTimeout: 60_000,
    coverage: {
      include: ["src/**/*.ts"],
      reporter: ["text"],
      thresholds: { lines: 98, branches: 98 },
    },
  },
});
