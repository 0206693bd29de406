/** `insaka history`: what a person learns of a message. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compileValidator } from "@insaka/schema";
import pc from "picocolors";
import { expect, test } from "vitest";
import { runInsaka } from "../support/insaka-run.js";
import { addProperty, documents, edit, releaseOn } from "./contracts.js";

const schema = fileURLToPath(new URL("../../generator/schemas/history.schema.json", import.meta.url));

/** Three releases: a draft, its coming, an added property and another ladder. */
async function lived(): Promise<string> {
  const cwd = await documents();
  await edit(cwd, "x-status: deprecated", "x-status: current");
  await edit(cwd, "x-status: current\n      x-upcast", "x-status: draft\n      x-upcast");
  await edit(cwd, "messages/LoanApprovedV2' } ]", "messages/LoanApprovedV1' } ]");
  await releaseOn("2026-11-02", cwd);
  await edit(cwd, "x-status: current", "x-status: deprecated");
  await edit(cwd, "x-status: draft", "x-status: current");
  await edit(cwd, "messages/LoanApprovedV1' } ]", "messages/LoanApprovedV2' } ]");
  await releaseOn("2026-11-09", cwd);
  await addProperty(cwd, "branch");
  await edit(cwd, "attempts: 6", "attempts: 7", "asyncapi/communications.asyncapi.yaml");
  await releaseOn("2026-11-16", cwd);
  return cwd;
}

test("versions, revisions, what each changed, who sends and who receives", async () => {
  const cwd = await lived();
  const run = await runInsaka(["history", "LoanApproved"], cwd);
  expect(run.code).toBe(0);
  const ladder = "communications (onLoanApproved): retry 5s 30s 2m 10m, 6 attempts -> 5s 30s 2m 10m, 7 attempts";
  expect(run.out.replace(/[0-9a-f]{12}/g, "<id>       ")).toBe(`LoanApproved  event

version 2  current, 3 revisions
  2026-11-02  <id>         first revision, after version 1; upcaster: toDecimalString /amount, group /principal, set /principal/currency
                            /amount: property removed
                            /principal: required property added (object)
  2026-11-09  <id>         status draft -> current
                            loan-origination (sendLoanApproved) sends it now to loan-origination loan.approved
  2026-11-16  <id>         /branch: optional property added (string)
                            ${ladder}
  sent by
    loan-origination  sendLoanApproved, to loan-origination with loan.approved
  read by
    communications    onLoanApproved, from communications.loan-approved, versions 1, 2

version 1  deprecated, 3 revisions
  2026-11-02  <id>         first revision
  2026-11-09  <id>         status current -> deprecated
                            loan-origination (sendLoanApproved) sends it no more
  2026-11-16  <id>         ${ladder}
  sent by nobody
  read by
    communications  onLoanApproved, from communications.loan-approved, versions 1, 2
`);
});

test("what documents state and no release has fixed is told apart", async () => {
  const cwd = await lived();
  await addProperty(cwd, "another");
  const run = await runInsaka(["history", "LoanApproved"], cwd);
  expect(run.out).toMatch(/\n {2}not released yet {10}\/another: optional property added \(string\)\n {2}sent by\n/);
});

test("a message that was never released has its versions all the same", async () => {
  const run = await runInsaka(["history", "LoanApproved"], await documents());
  expect(run.out).toMatch(/version 2 {2}current, 0 revisions\n {2}not released yet {10}never released\n/);
});

test("a message that no document states any more is still there", async () => {
  const cwd = await lived();
  await edit(cwd, /name: LoanApproved$/gm, "name: LoanGranted");
  const run = await runInsaka(["history", "LoanApproved"], cwd);
  expect(run.code).toBe(0);
  expect(run.out).toMatch(/^LoanApproved {2}event {2}no document states it any more\n/);
  expect(run.out).toMatch(/ {2}was read by\n {4}communications/);
});

test.each(["json", "text"])("an unknown message: the nearest name (%s)", async (format) => {
  const cwd = await documents();
  const run = await runInsaka(["history", "LoanAproved", "--format", format], cwd);
  expect(run.code).toBe(1);
  expect(run.err).toBe(
    'Neither a document nor the registry knows a message "LoanAproved". Did you mean LoanApproved?\n',
  );
  expect((await runInsaka(["history", "loanapproved"], cwd)).err).toMatch(/Did you mean LoanApproved\?/);
  expect((await runInsaka(["history", "../../etc"], cwd)).err).toMatch(/knows a message "\.\.\/\.\.\/etc"\.\n$/);
});

test("--format json obeys its schema", async () => {
  const cwd = await lived();
  await addProperty(cwd, "another");
  const validate = compileValidator(JSON.parse(await readFile(schema, "utf8")));
  const { out } = await runInsaka(["history", "LoanApproved", "--format", "json"], cwd);
  const told = JSON.parse(out);
  expect(validate(told)).toEqual([]);
  expect(told.history.versions[1]).toMatchObject({
    version: 2,
    status: "current",
    revisions: [{ status: "draft" }, { status: "current" }, { changes: [{ part: "payload", pointer: "/branch" }, {}] }],
    unreleased: [{ pointer: "/another" }],
  });
});

test("colours change no letter", async () => {
  const cwd = await lived();
  const plain = (await runInsaka(["history", "LoanApproved"], cwd)).out;
  const coloured = (await runInsaka(["history", "LoanApproved"], cwd, pc.createColors(true))).out;
  expect(coloured).not.toBe(plain);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins a colour
  expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(plain);
});
