import type { Reporter, TestCase, TestModule, Vitest } from "vitest/node";

/**
 * Closes a run with one plain line, `N passed, N failed`, that scripts can read.
 * A module or suite that failed outside of any test (an import that throws, a hook) counts as one failure, so that the line
 * never says "0 failed" over a red run.
 */
export class CountingReporter implements Reporter {
  #coverage = false;
  #line = "";

  onInit(vitest: Vitest): void {
    this.#coverage = vitest.config.coverage.enabled;
  }

  /** Comes after the coverage's own report, where there is one, so that the line is the last. */
  onFinishedReportCoverage(): void {
    process.stdout.write(this.#line);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    const skipped: string[] = [];
    for (const module of modules) {
      const tests: TestCase[] = [...module.children.allTests()];
      for (const test of tests) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        else if (state === "failed") failed += 1;
        else skipped.push(test.fullName);
      }
      const brokenOutsideTests = !module.ok() && !tests.some((test) => test.result().state === "failed");
      if (brokenOutsideTests) failed += 1;
    }
    const tail = skipped.length > 0 ? `, ${skipped.length} skipped` : "";
    this.#line = `\n${passed} passed, ${failed} failed${tail}\n`;
    if (!this.#coverage) process.stdout.write(this.#line);
  }
}
