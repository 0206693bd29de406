/** Against the registry: every released revision is met, not only the last; and how long a version is needed. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type CompatReport, compat } from "@insaka/generator";
import { afterEach, describe, expect, test, vi } from "vitest";
import { documents, edit, records, releaseOn } from "../registry/contracts.js";
import { repository } from "../support/git-repository.js";
import { runInsaka } from "../support/insaka-run.js";
import { failing } from "./changes.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

async function reportOf(cwd: string, against = "registry"): Promise<CompatReport> {
  const { result } = await compat({ source: { config: join(cwd, "asyncapi/insaka.config.json") }, against, cwd });
  if ("diagnostics" in result) throw new Error(JSON.stringify(result.diagnostics));
  return result.report;
}

const principal = "          principal: {";

describe("A, then B, then C", () => {
  test("C is safe with B alone and breaks with A: both directions are told, with the release that they concern", async () => {
    const cwd = await documents();
    await edit(cwd, principal, `          note: { type: string }\n${principal}`);
    await releaseOn("2026-11-02", cwd);
    await edit(cwd, "          note: { type: string }\n", "");
    expect((await releaseOn("2026-11-03", cwd)).code).toBe(0);
    await edit(cwd, principal, `          note: { type: integer }\n${principal}`);
    const { findings, versions } = await reportOf(cwd);
    expect(failing(findings)).toEqual(["released-reader-refuses", "stored-message-refused"]);
    const [first] = await records(cwd, 2);
    for (const { rule, summary, before, witness } of findings.filter(({ weight }) => weight === "breaking")) {
      expect(summary, rule).toMatch(/as released 2026-11-02/);
      expect(before?.file).toBe(`asyncapi/registry/LoanApproved/2/${first?.id}.json`);
      expect(witness?.value).toHaveProperty("note");
    }
    expect(versions.find(({ version }) => version === 2)).toMatchObject({
      verdict: "breaking",
      change: "changed",
      pairs: 8,
    });
  });

  test("the same C against a registry that never had A is safe", async () => {
    const cwd = await documents();
    await releaseOn("2026-11-03", cwd);
    await edit(cwd, principal, `          note: { type: integer }\n${principal}`);
    expect(failing((await reportOf(cwd)).findings)).toEqual([]);
  });

  test("one break with many revisions is told once, with their number", async () => {
    const cwd = await documents();
    for (const [index, day] of ["2026-11-02", "2026-11-03", "2026-11-04"].entries()) {
      if (index > 0) await edit(cwd, principal, `          extra${index}: { type: string }\n${principal}`);
      await releaseOn(day, cwd);
    }
    await edit(cwd, /(x-version: 2(?:.*\n)+?.*nrc: \{ type: )string/, "$1[string, 'null']");
    const found = (await reportOf(cwd)).findings.filter(({ weight }) => weight === "breaking");
    expect(found.map(({ rule }) => rule)).toEqual(["released-reader-refuses"]);
    expect(found[0]?.summary).toMatch(/as released 2026-11-04\) \(and 2 more revisions\)/);
  });
});

describe("a deprecated version is retired", () => {
  /** Released as deprecated on 2026-11-02, listed by nobody; then stated as retired. */
  async function retiring(): Promise<string> {
    const cwd = await documents();
    await edit(cwd, / {6}LoanApprovedV1: .*\n/, "", "asyncapi/communications.asyncapi.yaml");
    expect((await releaseOn("2026-11-02", cwd)).code).toBe(0);
    await edit(cwd, "x-status: deprecated", "x-status: retired");
    await edit(cwd, / {6}LoanApprovedV1: \{ \$ref.*\n/, "");
    return cwd;
  }

  test.each([
    ["2036-11-02", 100],
    ["2036-11-03", 0],
  ])("on %s, the last day on which a message of it is kept being 2036-11-02", async (day, code) => {
    const cwd = await retiring();
    vi.stubEnv("SOURCE_DATE_EPOCH", String(Date.parse(`${day}T12:00:00Z`) / 1000));
    const run = await runInsaka(["compat"], cwd);
    expect(run.code, run.out).toBe(code);
    if (code !== 0) expect(run.out).toMatch(/retired-needed.*may be stored until 2036-11-02/s);
  });

  test("not while a released reader lists it, however late it is", async () => {
    const cwd = await documents();
    await releaseOn("2026-11-02", cwd);
    await edit(cwd, "x-status: deprecated", "x-status: retired");
    await edit(cwd, / {6}LoanApprovedV1: \{ \$ref.*\n/, "");
    await edit(cwd, / {6}LoanApprovedV1: .*\n/, "", "asyncapi/communications.asyncapi.yaml");
    vi.stubEnv("SOURCE_DATE_EPOCH", String(Date.parse("2099-01-01T12:00:00Z") / 1000));
    const found = (await reportOf(cwd)).findings.filter(({ rule }) => rule === "retired-needed");
    expect(found[0]?.summary).toMatch(/retired, but communications read it at the last release\.$/);
  });
});

describe("what a branch has released", () => {
  test("may neither change nor vanish, as the command tells it", async () => {
    const cwd = await documents();
    await releaseOn("2026-11-02", cwd);
    await edit(cwd, principal, `          note: { type: string }\n${principal}`);
    await releaseOn("2026-11-03", cwd);
    repository(cwd);
    expect((await runInsaka(["compat", "--against", "main"], cwd)).code).toBe(0);
    const [one] = await records(cwd, 1);
    const file = `asyncapi/registry/LoanApproved/1/${one?.id}.json`;
    const text = await readFile(join(cwd, file), "utf8");
    await edit(cwd, text.slice(0, 20), `${text.slice(0, 20)} `, file);
    const run = await runInsaka(["compat", "--against", "main"], cwd);
    expect(run.code).toBe(100);
    expect(run.out).toContain("registry-changed");
    expect(run.out).toContain(`${file}:1:1`);
  });

  test("a whole registry that vanishes is told file by file", async () => {
    const cwd = await documents();
    await releaseOn("2026-11-02", cwd);
    repository(cwd);
    await rm(join(cwd, "asyncapi/registry"), { recursive: true });
    const { findings } = await reportOf(cwd, "main");
    expect(failing(findings)).toEqual(["registry-vanished", "registry-vanished"]);
  });
});
