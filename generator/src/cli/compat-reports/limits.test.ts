/** What GitHub takes, and what people read: a report that is too long says what it leaves out, and keeps what fails. */
import type { JsonValue } from "@insaka/schema";
import pc from "picocolors";
import { describe, expect, test } from "vitest";
import type { CompatFinding, CompatReport } from "../../index.js";
import { compatReports } from "./compat-reports.js";
import type { ReportContext } from "./context.js";
import { markdownLimit } from "./markdown.js";

const context = (colour: boolean, width?: number): ReportContext => ({
  colours: pc.createColors(colour),
  version: "9.9.9",
  approvable: true,
  rules: [],
  ...(width === undefined ? {} : { width }),
});
const print = (format: string, report: CompatReport, given: ReportContext = context(false)): string =>
  compatReports[format]!(report, given);

function finding(index: number, given: Partial<CompatFinding> = {}): CompatFinding {
  return {
    rule: "a-rule",
    weight: "breaking",
    message: `Message${index}`,
    version: 1,
    summary: `Finding ${index} says something.`,
    hint: "Mend it.",
    at: { file: "a.yaml", line: index + 1, column: 1 },
    before: null,
    witness: null,
    parties: [],
    fingerprint: index.toString(16).padStart(16, "0"),
    approval: null,
    ...given,
  };
}

function reportOf(findings: readonly CompatFinding[], given: Partial<CompatReport> = {}): CompatReport {
  const against = { kind: "registry", label: "the registry" } as const;
  return { against, since: null, versions: [], findings, proofs: [], staleApprovals: [], ...given };
}

describe("a comment on a pull request", () => {
  const many = [...Array(900).keys()].map((index) =>
    finding(index, index === 899 ? { summary: "THE LAST, WHICH BREAKS" } : { weight: "note", hint: "x".repeat(400) }),
  );

  test("fits, begins with what breaks, and counts what it leaves out", () => {
    const comment = print("markdown", reportOf(many));
    expect(comment.length).toBeLessThanOrEqual(markdownLimit);
    expect(comment.length).toBeGreaterThan(markdownLimit - 2_000);
    expect(comment.indexOf("THE LAST, WHICH BREAKS")).toBeLessThan(comment.indexOf("Finding 0 "));
    const shown = comment.split("<details").length - 1;
    expect(comment).toContain(`**This comment is full: ${900 - shown} parts left out.**`);
  });

  test("one finding beyond all measure does not keep the others out", () => {
    const parties = [...Array(20).keys()].map((index) => ({
      role: "receiver" as const,
      name: "@".repeat(499),
      at: { file: "\u0000".repeat(499), line: index + 1, column: 1 },
    }));
    const comment = print("markdown", reportOf([finding(0, { parties }), finding(1)]));
    expect(comment.length).toBeLessThanOrEqual(markdownLimit);
    expect(comment).toContain("Finding 1 ");
    expect(comment).toContain("1 part left out");
  });

  test("a table of a thousand messages with long names still fits", () => {
    const versions = [...Array(1_000).keys()].map((index) => ({
      message: `${"@|#".repeat(200)}${index}`,
      version: 1,
      change: "changed" as const,
      verdict: "safe" as const,
      deployOrder: null,
      pairs: 1,
    }));
    const comment = print("markdown", reportOf([finding(0)], { versions }));
    expect(comment.length).toBeLessThanOrEqual(markdownLimit);
    expect(comment).toContain("And 940 versions more that changed.");
    expect(comment).toContain("Finding 0 ");
  });
});

describe("annotations", () => {
  test("ten of a level, those that break first, and the last counts the rest", () => {
    const findings = [...Array(25).keys()].map((index) =>
      finding(index, { weight: index < 13 ? "undecided" : "breaking" }),
    );
    const notes = [finding(50, { weight: "note" })];
    const lines = print("github", reportOf([...notes, ...findings]))
      .trimEnd()
      .split("\n");
    expect(lines.map((line) => /^::(\w+)/.exec(line)![1])).toEqual([...Array(10).fill("error"), "notice"]);
    expect(lines.slice(0, 10).every((line) => line.includes("(breaking)"))).toBe(true);
    expect(lines[9]).toMatch(/%0A15 more errors are not shown here: run insaka compat\.$/);
    expect(lines[8]).not.toContain("not shown");
  });

  test("ten are all shown", () => {
    const lines = print("github", reportOf([...Array(10).keys()].map((index) => finding(index))));
    expect(lines).not.toContain("not shown");
  });
});

describe("the report for people", () => {
  const witness = (value: JsonValue) => ({
    value,
    sentBy: "a",
    refusedBy: "b",
    violations: [],
  });

  test("folds a witness at the terminal's width", () => {
    const report = reportOf([finding(0, { witness: witness({ name: "x".repeat(40) }) })]);
    expect(print("text", report, context(false, 120))).toContain(`witness     {"name":"${"x".repeat(40)}"}\n`);
    expect(print("text", report, context(false, 50))).toMatch(/witness {5}\{\n {18}"name": "x+"\n {16}\}\n/);
  });

  test("cuts a witness that nobody reads, and says where all of it is", () => {
    const value = Object.fromEntries([...Array(5_000).keys()].map((index) => [`name${index}`, index]));
    const text = print("text", reportOf([finding(0, { witness: witness(value) })]));
    expect(text.split("\n").length).toBeLessThan(60);
    expect(text).toContain("(cut here; --format json has all of it)");
  });

  test("writes out five entries for the config, and says how to write more", () => {
    const text = print("text", reportOf([...Array(7).keys()].map((index) => finding(index))));
    expect(text.match(/"reason": ""/g)).toHaveLength(5);
    expect(text).toContain("and 2 more: each finding shows its rule and fingerprint");
  });

  test("colours each verdict, and never calls a version safe that needs its readers first", () => {
    const approval = {
      rule: "a-rule",
      message: "Message2",
      fingerprint: "0".repeat(16),
      reason: "r",
      owner: "o",
      expires: "2027-01-31",
    };
    const version = { version: 1, change: "changed" as const, verdict: "safe" as const, deployOrder: null, pairs: 1 };
    const text = print(
      "text",
      reportOf(
        [finding(0), finding(1, { weight: "undecided" }), finding(2, { approval }), finding(3, { weight: "warning" })],
        {
          versions: [
            { ...version, message: "Message4" },
            { ...version, message: "Message5", deployOrder: "readers first" },
          ],
        },
      ),
      context(true),
    );
    const pens = pc.createColors(true);
    for (const part of [
      `${pens.red("breaking")} a-rule`,
      `${pens.magenta("undecided")} a-rule`,
      `${pens.yellow("warning")} a-rule`,
      `${pens.dim("approved (breaking)")} a-rule`,
      pens.green("safe".padEnd(30)),
      pens.cyan("deploy-order: readers first".padEnd(30)),
    ]) {
      expect(text).toContain(part);
    }
    expect(text.split("Message5")[1]).not.toContain("safe");
  });
});

test("a build server is not told that an unsafe version passed whose findings are not told", () => {
  const version = {
    message: "A",
    version: 1,
    change: "changed",
    verdict: "breaking",
    deployOrder: null,
    pairs: 1,
  } as const;
  expect(print("junit", reportOf([], { versions: [version] }))).toContain(
    'tests="1" failures="0" errors="0" skipped="1"',
  );
});

test("what is approved is suppressed in SARIF, with who, until when and why; the rest is not", () => {
  const approval = {
    rule: "a-rule",
    message: "Message0",
    fingerprint: "0".repeat(16),
    reason: "Nobody reads it.",
    owner: "ops",
    expires: "2027-01-31",
  };
  const { results } = JSON.parse(print("sarif", reportOf([finding(0, { approval }), finding(1)]))).runs[0];
  expect(results[0].suppressions).toEqual([
    { kind: "external", status: "accepted", justification: "approved by ops until 2027-01-31: Nobody reads it." },
  ]);
  expect(results[1].suppressions).toEqual([]);
  expect(results[1].partialFingerprints).toEqual({ "insakaCompat/v1": "0000000000000001" });
});

test.each(["text", "markdown"])("where there is no config, %s offers no entry for one", (format) => {
  const report = reportOf([finding(0)]);
  expect(print(format, report)).toContain('"fingerprint":');
  expect(print(format, report, { ...context(false), approvable: false })).not.toContain('"fingerprint":');
});
