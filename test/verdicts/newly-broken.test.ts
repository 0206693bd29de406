/** `--since`: only what is newly broken is told, and an old break hides no new one. */
import { join } from "node:path";
import { type CompatFinding, compat } from "@insaka/generator";
import { expect, test } from "vitest";
import { commit, git, repository } from "../support/git-repository.js";
import { change, type Edit, edit, failing } from "./changes.js";

const sender = "loan-origination";
const amount = "amount: { type: number }";
const atLeast = (least: number): string => `amount: { type: number, minimum: ${least} }`;

/** `before` is the example; commits follow, one for each list of edits; the last edits are not committed. */
async function history(...states: readonly (readonly Edit[])[]): Promise<string> {
  const { cwd } = await change([]);
  repository(cwd);
  for (const [index, edits] of states.entries()) {
    await edit(join(cwd, "asyncapi"), edits);
    if (index < states.length - 1) commit(cwd, `state ${index}`);
  }
  return cwd;
}

async function toldSince(cwd: string, since?: string): Promise<readonly CompatFinding[]> {
  const source = { config: join(cwd, "asyncapi/insaka.config.json") };
  const { result } = await compat({ source, against: "./before", cwd, ...(since === undefined ? {} : { since }) });
  if ("diagnostics" in result) throw new Error(JSON.stringify(result.diagnostics));
  return result.report.findings;
}

test("a break that was there at that commit is not told; without --since it is", async () => {
  const cwd = await history([[sender, amount, atLeast(0)]], [[sender, "version: 1.4.0", "version: 1.5.0"]]);
  expect(failing(await toldSince(cwd))).toEqual(["stored-message-refused"]);
  expect(failing(await toldSince(cwd, "main"))).toEqual([]);
});

test("what broke after that commit is told, by whatever name the commit goes", async () => {
  const cwd = await history([[sender, "version: 1.4.0", "version: 1.5.0"]], [[sender, amount, atLeast(0)]]);
  git(cwd, "tag", "v1");
  for (const ref of ["main", "v1", "HEAD", git(cwd, "rev-parse", "HEAD"), git(cwd, "rev-parse", "--short", "HEAD")])
    expect(failing(await toldSince(cwd, ref))).toEqual(["stored-message-refused"]);
});

test("an old break hides no new one of the same message: the new one has a message of its own", async () => {
  const cwd = await history([[sender, amount, atLeast(50)]], [[sender, atLeast(50), atLeast(100)]]);
  const found = await toldSince(cwd, "main");
  expect(failing(found)).toEqual(["stored-message-refused"]);
  const sent = Number(Object(found[0]?.witness?.value).amount);
  // Below 50 was refused before; what is refused since then lies between.
  expect(sent).toBeGreaterThanOrEqual(50);
  expect(sent).toBeLessThan(100);
});

test("a sender's old break hides no new one either", async () => {
  const [text, orNull] = ["nrc: { type: string, x", "nrc: { type: [string, 'null'], x"];
  const both = new RegExp(`(x-version: 2(?:.*\\n)+?.*)${text}`);
  const cwd = await history(
    [[sender, both, `$1${orNull}`]],
    [[sender, orNull, "nrc: { type: [string, 'null', integer], x"]],
  );
  const found = await toldSince(cwd, "main");
  expect(failing(found)).toEqual(["released-reader-refuses"]);
  expect(Object(found[0]?.witness?.value).nrc).toEqual(expect.any(Number));
});

test("what is not newly broken of two versions is told of the one that is", async () => {
  const cwd = await history(
    [[sender, amount, atLeast(0)]],
    [
      [sender, /required: \[loanId, principal\]/, "required: [loanId, principal, nrc]"],
      [sender, "ZMW } } }]", "ZMW }, nrc: a } }]"],
    ],
  );
  const told = (await toldSince(cwd, "main")).filter(({ weight }) => weight === "breaking");
  expect(told.map(({ rule, version }) => [rule, version])).toContainEqual(["stored-message-refused", 2]);
  expect(told.filter(({ rule, version }) => rule === "stored-message-refused" && version === 1)).toEqual([]);
});
