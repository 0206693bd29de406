import { defineConfig } from "vitest/config";
import { CountingReporter } from "./test/support/counting-reporter.js";

/**
 * Workspace packages resolve to their sources, so a test never runs against a stale build and coverage speaks of the source.
 * `import` is not among them: vitest hands these conditions to Node, where they hold for `require` as well, and a CommonJS
 * package would then be given the ES module of another.
 */
const sources = ["@insaka/source", "node"];
const shared = {
  resolve: { conditions: sources },
  ssr: { resolve: { conditions: sources } },
} as const;

export default defineConfig({
  test: {
    reporters: ["default", new CountingReporter()],
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "generator/src/**/*.test.ts",
            "test/*.test.ts",
            "test/{contract,codegen}/**/*.test.ts",
          ],
          testTimeout: 30_000,
        },
      },
      {
        ...shared,
        test: {
          name: "integration",
          include: ["test/{broker-truths,integration,e2e}/**/*.test.ts"],
          globalSetup: ["test/support/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
