/** `insaka release`: what it records, what it refuses, and that nothing of it can collide. */
import { createHash } from "node:crypto";
import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compat, release } from "@insaka/generator";
import { compileValidator } from "@insaka/schema";
import { describe, expect, test, vi } from "vitest";
import { commit, git, repository } from "../support/git-repository.js";
import { readTree, runInsaka } from "../support/insaka-run.js";
import { addProperty, documents, edit, records, releaseOn } from "./contracts.js";

const schemaFile = (name: string): string =>
  fileURLToPath(new URL(`../../generator/schemas/${name}.schema.json`, import.meta.url));
const schemaOf = async (name: string) => compileValidator(JSON.parse(await readFile(schemaFile(name), "utf8")));

describe("records", () => {
  test("each version gets one, which obeys its schema and is called by the digest of its bytes", async () => {
    const cwd = await documents();
    const run = await releaseOn("2026-11-02", cwd);
    expect(run.out).toMatch(/2 records appended/);
    expect(run.code).toBe(0);
    const files = await readTree(join(cwd, "asyncapi/registry"));
    const validate = await schemaOf("registry-record");
    for (const [path, text] of Object.entries(files)) {
      expect(path).toMatch(/^LoanApproved\/[12]\/[0-9a-f]{32}\.json$/);
      expect(path).toContain(`/${createHash("sha256").update(text).digest("hex").slice(0, 32)}.json`);
      expect(validate(JSON.parse(text))).toEqual([]);
      expect(text).toMatch(
        /^\{\n {2}"format": 1,\n {2}"released": "2026-11-02",\n {2}"after": \[\],\n {2}"contract": \{\n/,
      );
    }
    expect(Object.keys(files)).toHaveLength(2);
  });

  test("the same documents again append nothing and touch nothing, on any day", async () => {
    const cwd = await documents();
    await releaseOn("2026-11-02", cwd);
    const before = await readTree(join(cwd, "asyncapi/registry"));
    const longAgo = new Date("2020-01-01T00:00:00Z");
    for (const path of Object.keys(before)) await utimes(join(cwd, "asyncapi/registry", path), longAgo, longAgo);
    const run = await releaseOn("2026-11-09", cwd);
    expect(run.out).toBe("Nothing to release: the registry has what the documents state.\n");
    expect(run.code).toBe(0);
    expect(await readTree(join(cwd, "asyncapi/registry"))).toEqual(before);
    for (const path of Object.keys(before))
      expect((await stat(join(cwd, "asyncapi/registry", path))).mtime).toEqual(longAgo);
  });

  test("words and the order of keys are no revision", async () => {
    const cwd = await documents();
    await releaseOn("2026-11-02", cwd);
    await edit(cwd, "required: [loanId, principal]", "required: [principal, loanId]");
    await edit(cwd, /A loan has been approved\./g, "Somebody gets a loan.");
    expect((await releaseOn("2026-11-03", cwd)).out).toMatch(/^Nothing to release/);
  });

  test("a change, and its taking back, are a second and a third revision of that version alone", async () => {
    const cwd = await documents();
    const original = await readFile(join(cwd, "asyncapi/loan-origination.asyncapi.yaml"), "utf8");
    await releaseOn("2026-11-02", cwd);
    await addProperty(cwd, "branch");
    const second = await releaseOn("2026-11-03", cwd);
    expect(second.out).toMatch(
      /LoanApproved version 2 current, revised [0-9a-f]{12} .*\n {2}\/branch: optional property added \(string\)\n/,
    );
    await writeFile(join(cwd, "asyncapi/loan-origination.asyncapi.yaml"), original);
    await releaseOn("2026-11-04", cwd);
    const [one, two, three, ...more] = await records(cwd, 2);
    expect(more).toEqual([]);
    expect([one?.after, two?.after, three?.after]).toEqual([[], [one?.id], [two?.id]]);
    expect(three?.contract).toEqual(one?.contract);
    expect(three?.id).not.toBe(one?.id);
    expect(await records(cwd, 1)).toHaveLength(1);
  });

  test("--dry-run tells and writes nothing", async () => {
    const cwd = await documents();
    const run = await releaseOn("2026-11-02", cwd, "--dry-run");
    expect(run.out).toMatch(/2 records would be appended/);
    expect(await readTree(join(cwd, "asyncapi/registry"))).toEqual({});
  });

  test("--format json obeys its schema, where it passes and where it does not", async () => {
    const cwd = await documents();
    const validate = await schemaOf("release");
    const good = await releaseOn("2026-11-02", cwd, "--format", "json");
    expect(validate(JSON.parse(good.out))).toEqual([]);
    expect(JSON.parse(good.out)).toMatchObject({ ok: true, appended: [{ version: 1 }, { version: 2 }] });
    await edit(cwd, "x-owner: lending", "x-owner: ''");
    const bad = await releaseOn("2026-11-02", cwd, "--format", "json");
    expect(validate(JSON.parse(bad.out))).toEqual([]);
    expect(JSON.parse(bad.out)).toMatchObject({ ok: false, diagnostics: [{ code: "owner-missing" }], appended: [] });
  });
});

describe("what is refused", () => {
  test("documents with errors", async () => {
    const cwd = await documents();
    await edit(cwd, "x-retention: transaction", "x-retention: transactoin");
    const run = await releaseOn("2026-11-02", cwd);
    expect(run.code).toBe(100);
    expect(run.out).toMatch(/retention-unknown.*\nNothing was released\.\n$/);
    expect(await readTree(join(cwd, "asyncapi/registry"))).toEqual({});
  });

  test("a check that does not pass", async () => {
    const cwd = await documents();
    const at = { file: "asyncapi/loan-origination.asyncapi.yaml", line: 18, column: 5 };
    const finding = {
      rule: "broken",
      weight: "breaking",
      message: null,
      version: null,
      summary: "s",
      hint: "h",
      at,
    } as const;
    const rest = { before: null, witness: null, parties: [], fingerprint: "0123456789abcdef", approval: null };
    const config = join(cwd, "asyncapi/insaka.config.json");
    const ended = await release({ config, date: "2026-11-02", dryRun: false }, async () => ({
      against: { kind: "registry", label: "the registry" },
      since: null,
      versions: [],
      findings: [{ ...finding, ...rest }],
      proofs: [],
      staleApprovals: [],
    }));
    expect(ended).toMatchObject({ passed: false, appended: [] });
    expect(await readTree(join(cwd, "asyncapi/registry"))).toEqual({});
  });

  test.each(["release", "compat"])("a day that is none, for %s", async (command) => {
    const cwd = await documents();
    vi.stubEnv("SOURCE_DATE_EPOCH", "yesterday");
    const run = await runInsaka([command], cwd);
    vi.unstubAllEnvs();
    expect(run.code).toBe(1);
    expect(run.err).toBe('SOURCE_DATE_EPOCH is "yesterday", not a number of seconds since 1970.\n');
  });
});

test("a version that no document states any more stops a release until somebody answers for it, and ends as retired", async () => {
  const cwd = await documents();
  await releaseOn("2026-11-02", cwd);
  await edit(cwd, /name: LoanApproved$/gm, "name: LoanGranted");
  const refused = await releaseOn("2026-11-03", cwd);
  expect(refused.code).toBe(100);
  expect(refused.out).toContain("version-removed");
  const { result } = await compat({
    source: { config: join(cwd, "asyncapi/insaka.config.json") },
    against: "registry",
    cwd,
  });
  const failing = "report" in result ? result.report.findings.filter(({ weight }) => weight === "breaking") : [];
  const approvals = failing.map(({ rule, message, fingerprint }) => {
    return { rule, message, fingerprint, reason: "Never sent.", owner: "lending", expires: "2026-12-31" };
  });
  await edit(
    cwd,
    '"version": 1,',
    `"version": 1, "approvals": ${JSON.stringify(approvals)},`,
    "asyncapi/insaka.config.json",
  );
  const run = await releaseOn("2026-11-03", cwd);
  expect(run).toMatchObject({ code: 0 });
  expect(run.out).toMatch(
    /LoanApproved version 1 was released \(deprecated\) and no document states it any more: recorded as retired/,
  );
  const kept = await records(cwd, 1);
  expect(kept).toHaveLength(2);
  expect(kept.map(({ contract }) => contract.status).sort()).toEqual(["deprecated", "retired"]);
  expect((await releaseOn("2026-11-04", cwd)).out).toContain("Nothing to release");
});

describe("side by side", () => {
  test("two branches that release merge without conflict, and the next release joins them", async () => {
    const cwd = await documents();
    await releaseOn("2026-11-02", cwd);
    repository(cwd);
    git(cwd, "checkout", "--quiet", "-b", "other");
    await addProperty(cwd, "branch");
    await releaseOn("2026-11-04", cwd);
    commit(cwd, "other");
    git(cwd, "checkout", "--quiet", "main");
    await edit(cwd, "amount: { type: number }", "amount: { type: number }, note: { type: string }");
    await edit(
      cwd,
      "x-owner: lending\n      x-retention: transaction\n      payload:\n        type: object\n        required: [loanId, principal]",
      "x-owner: credit\n      x-retention: transaction\n      payload:\n        type: object\n        required: [loanId, principal]",
    );
    await releaseOn("2026-11-03", cwd);
    commit(cwd, "main");
    git(cwd, "merge", "--quiet", "--no-edit", "other");
    const [first, mine, others] = await records(cwd, 2);
    expect([mine?.after, others?.after]).toEqual([[first?.id], [first?.id]]);
    expect((await releaseOn("2026-11-05", cwd)).out).toMatch(
      /^LoanApproved version 2 .*\n {2}owner lending -> credit\n1 record appended/m,
    );
    const joined = (await records(cwd, 2)).at(-1);
    expect(joined?.after).toEqual([mine?.id, others?.id].sort());
    expect((await releaseOn("2026-11-06", cwd)).out).toMatch(/^Nothing to release/);
  });

  test("two runs at once in one folder append the same records once", async () => {
    const cwd = await documents();
    vi.stubEnv("SOURCE_DATE_EPOCH", "1793534400");
    const runs = await Promise.all([1, 2, 3].map(() => runInsaka(["release"], cwd)));
    vi.unstubAllEnvs();
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(Object.keys(await readTree(join(cwd, "asyncapi/registry")))).toHaveLength(2);
  });

  test("a run that was cut short is completed by the next", async () => {
    const cwd = await documents();
    await releaseOn("2026-11-02", cwd);
    const whole = await readTree(join(cwd, "asyncapi/registry"));
    await rm(join(cwd, "asyncapi/registry", Object.keys(whole)[1] ?? ""));
    await writeFile(join(cwd, "asyncapi/registry/LoanApproved/2/.insaka-0123456789abcdef.tmp"), "{");
    await releaseOn("2026-11-02", cwd);
    expect(await readTree(join(cwd, "asyncapi/registry"))).toMatchObject(whole);
  });
});
