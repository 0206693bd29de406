/** Approvals in the config, through the command: what they let pass, and what they do not. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { commit, repository } from "../support/git-repository.js";
import { type InsakaRun, runInsaka } from "../support/insaka-run.js";
import { change, edit } from "./changes.js";

const sender = "loan-origination";
const wide = "amount: { type: number }";
const minimum = (least: number): string => `amount: { type: number, minimum: ${least} }`;

beforeEach(() => on("2026-11-25"));

function on(day: string): () => void {
  vi.stubEnv("SOURCE_DATE_EPOCH", String(Date.parse(`${day}T12:00:00Z`) / 1000));
  return () => vi.unstubAllEnvs();
}

function check(cwd: string, ...argv: readonly string[]): Promise<InsakaRun> {
  return runInsaka(["compat", "--against", "./before", ...argv], cwd);
}

/** A change that breaks, and the command's own suggestion, filled in and pasted into the config. */
async function approved(expires = "2026-12-31"): Promise<string> {
  const { cwd } = await change([[sender, wide, minimum(0)]]);
  const { out, code } = await check(cwd);
  expect(code).toBe(100);
  const entry = /\{ "rule": "stored-message-refused".* \}/.exec(out)?.[0] ?? expect.fail(out);
  const filled = JSON.parse(entry);
  await approve(cwd, { ...filled, reason: "Nothing below nought was ever sent.", owner: "lending", expires });
  return cwd;
}

async function approve(cwd: string, ...entries: readonly object[]): Promise<void> {
  const path = join(cwd, "asyncapi/insaka.config.json");
  const config = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify({ ...config, approvals: [...(config.approvals ?? []), ...entries] }, null, 2));
}

describe("an approved break", () => {
  test("passes, and is still told, with its reason", async () => {
    const { out, code } = await check(await approved());
    expect(out).toMatch(/approved .*Nothing below nought was ever sent\./s);
    expect(code).toBe(0);
  });

  test("survives changes elsewhere: other messages, other words, other places", async () => {
    const cwd = await approved();
    await edit(join(cwd, "asyncapi"), [
      [sender, "asyncapi: 3.0.0\n", "asyncapi: 3.0.0\n# A line that moves all others.\n"],
      [sender, "A loan has been approved.", "Somebody gets a loan."],
      [sender, "          principal: {", "          note: { type: string }\n          principal: {"],
    ]);
    expect((await check(cwd)).code).toBe(0);
  });

  test("fails again where the same place changes once more", async () => {
    const cwd = await approved();
    await edit(join(cwd, "asyncapi"), [[sender, minimum(0), minimum(1)]]);
    const { out, code } = await check(cwd);
    expect(code).toBe(100);
    expect(out).toMatch(/unused/);
  });

  test("lets no second break pass", async () => {
    const cwd = await approved();
    await edit(join(cwd, "asyncapi"), [[sender, "x-retention: transaction", "x-retention: short"]]);
    await edit(join(cwd, "asyncapi"), [
      ["insaka.config.json", '"retention": {', '"retention": { "short": { "years": 1, "because": "It is short." },'],
    ]);
    const { out, code } = await check(cwd);
    expect(code).toBe(100);
    expect(out).toMatch(/retention-shortened/);
  });

  test("holds through its last day and not after", async () => {
    const cwd = await approved("2026-11-30");
    on("2026-11-30");
    expect((await check(cwd)).code).toBe(0);
    on("2026-12-01");
    const { out, code } = await check(cwd);
    expect(code).toBe(100);
    expect(out).toMatch(/expired/);
  });
});

test("an approval that matches nothing is told and fails nothing", async () => {
  const { cwd } = await change([]);
  const entry = { rule: "stored-message-refused", message: "LoanApproved", fingerprint: "0123456789abcdef" };
  await approve(cwd, { ...entry, reason: "It was so.", owner: "lending", expires: "2026-12-31" });
  const { out, code } = await check(cwd);
  expect(out).toMatch(/asyncapi\/insaka\.config\.json:\d+:\d+.*unused/s);
  expect(code).toBe(0);
});

test("with --since, an approval of an older break is not called unused", async () => {
  const cwd = await approved();
  repository(cwd);
  await edit(join(cwd, "asyncapi"), [[sender, "version: 1.4.0", "version: 1.4.1"]]);
  commit(cwd, "second");
  const { out, code } = await check(cwd, "--since", "HEAD~1");
  expect(code).toBe(0);
  expect(out).not.toMatch(/unused/);
});
