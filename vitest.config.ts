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
    coverage: {
      provider: "v8",
      include: ["packages/runtime/src/**/*.ts", "generator/src/**/*.ts"],
      exclude: ["**/*.test.ts"],
      reporter: ["text-summary", "json-summary", "html"],
      reportsDirectory: "node_modules/.cache/coverage",
      // Held when every test has run; a part of them (test:unit, one file) covers a part.
      thresholds: { "packages/runtime/src/**/*.ts": { lines: 90 }, "generator/src/**/*.ts": { lines: 90 } },
    },
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "generator/src/**/*.test.ts",
            "test/*.test.ts",
            "test/{bench,contract,codegen,corpora,models,types,docs,registry,verdicts,workflows}/**/*.test.ts",
            "test/conformance/*.test.ts",
            "test/faults/{checker,cluster,proxy,report,run}/*.test.ts",
            "test/fuzz/account.test.ts",
            "test/soak/judge.test.ts",
          ],
          testTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: "integration",
          include: [
            "test/{broker-truths,compat,integration,lifecycle,e2e}/**/*.test.ts",
            "test/conformance/rabbitmq/*.test.ts",
            "test/fuzz/fuzz.test.ts",
            "test/faults/subjects/*.test.ts",
          ],
          globalSetup: ["test/support/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
