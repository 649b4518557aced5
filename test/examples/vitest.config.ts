import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/examples/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 300_000, // better-sqlite3 may be compiled
    maxWorkers: "100%",
  },
});
