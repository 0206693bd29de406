/** A payload that another service restates in its own document is that party's view, and is judged as such. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { type CompatFinding, compat } from "@insaka/generator";
import { describe, expect, test } from "vitest";
import { repository } from "../support/git-repository.js";
import { runInsaka } from "../support/insaka-run.js";
import { type Change, edit, failing, reportOf } from "./changes.js";
import { type Restatement, restatements, state } from "./restated.js";

const wide = "{ type: object, required: [id], properties: { id: { type: string }, note: { type: [string, 'null'] } } }";
const narrow = "{ type: object, required: [id], properties: { id: { type: string }, note: { type: string } } }";
const less = "{ type: object, required: [id], properties: { id: { type: string } } }";

async function findingsOf(before: Restatement, now: Restatement): Promise<readonly CompatFinding[]> {
  return (await reportOf(await restatements(before, now))).findings;
}

describe.each(["event", "command"] as const)("of %s", (kind) => {
  /** What the sender and the receiver state; the owner of an event sends it, that of a command receives it. */
  const stated = (sender: string, receiver: string): Restatement =>
    kind === "event" ? { kind, owner: sender, other: receiver } : { kind, owner: receiver, other: sender };
  const agreed = { kind, owner: less } as const;

  test("views that agree are safe, in whatever words", async () => {
    expect(failing(await findingsOf(agreed, stated(narrow, narrow)))).toEqual([]);
    expect(failing(await findingsOf(agreed, stated(less, wide)))).toEqual([]);
  });

  test("a sender's view that its receiver does not take breaks, and both are named with their places", async () => {
    const change = await restatements(agreed, stated(wide, narrow));
    const { findings, versions } = await reportOf(change);
    const [found] = findings.filter(({ rule }) => rule === "views-differ");
    const [sender, receiver] = kind === "event" ? ["orders", "shipping"] : ["shipping", "orders"];
    expect(found).toMatchObject({
      weight: "breaking",
      summary: expect.stringMatching(new RegExp(`^${receiver} .* would refuse a message of ${sender} `)),
      at: { file: `asyncapi/${receiver}.asyncapi.yaml` },
      before: { file: `asyncapi/${sender}.asyncapi.yaml` },
      witness: { value: { note: null } },
    });
    expect(found?.parties.map(({ role, name }) => `${role} ${name}`)).toEqual(
      expect.arrayContaining([`receiver ${receiver}`, `sender ${sender}`]),
    );
    expect(versions).toMatchObject([{ message: "OrderPlaced", version: 1, change: "changed", verdict: "breaking" }]);
  });

  test("a receiver that runs already keeps its view, whatever the documents say now", async () => {
    const found = await findingsOf(stated(narrow, narrow), stated(wide, wide));
    expect(failing(found)).toEqual(["released-reader-refuses"]);
    const receiver = kind === "event" ? "shipping" : "orders";
    expect(found[0]).toMatchObject({
      summary: expect.stringMatching(new RegExp(`^${receiver} `)),
      before: { file: `before/${receiver}.asyncapi.yaml` },
    });
  });

  test("what was sent by a view is stored by that view", async () => {
    const found = await findingsOf(stated(wide, wide), stated(narrow, narrow));
    expect(failing(found)).toEqual(["stored-message-refused"]);
    const sender = kind === "event" ? "orders" : "shipping";
    expect(found[0]).toMatchObject({ before: { file: `before/${sender}.asyncapi.yaml` } });
  });

  test("it does not matter which document is read first", async () => {
    const told = async (owner: string, other: string): Promise<string> => {
      const change = await restatements(agreed, stated(wide, narrow), { owner, other });
      return JSON.stringify((await reportOf(change)).findings.map(({ rule, at, before }) => [rule, at, before]))
        .replaceAll(`${owner}.`, "owner.")
        .replaceAll(`${other}.`, "other.");
    };
    expect(await told("aa", "zz")).toBe(await told("zz", "aa"));
  });
});

/** Two commits: the second widens what the receiver is sent; then the documents as given. */
async function sinceCommit(before: Restatement, then: Restatement, now: Restatement): Promise<readonly string[]> {
  const change: Change = await restatements(before, then);
  repository(change.cwd);
  await state(join(change.cwd, "asyncapi"), now, { owner: "orders", other: "shipping" });
  const { result } = await compat({
    source: { config: change.config },
    against: "./before",
    since: "main",
    cwd: change.cwd,
  });
  return "report" in result ? failing(result.report.findings) : [JSON.stringify(result.diagnostics)];
}

describe("--since, with views", () => {
  const event = { kind: "event" } as const;
  const base: Restatement = { ...event, owner: wide, other: wide };

  test("an old difference is not told, a new one by the receiver's view is", async () => {
    const old: Restatement = { ...event, owner: wide, other: narrow };
    expect(await sinceCommit({ ...event, owner: less }, old, old)).toEqual([]);
    const rules = await sinceCommit(base, base, old);
    expect(rules).toEqual(expect.arrayContaining(["views-differ", "stored-message-refused"]));
  });

  test("a view is held against itself as it was, not against the owner's", async () => {
    // The owner's payload was as narrow as the view becomes: that hides nothing.
    const [wideView, narrowView] = [wide, narrow].map((other): Restatement => ({ ...event, owner: narrow, other }));
    const rules = await sinceCommit(base, wideView ?? base, narrowView ?? base);
    expect(rules).toContain("stored-message-refused");
  });
});

test("two definitions that are no view, by two owners, are refused by the check as by lint", async () => {
  const change = await restatements({ kind: "event", owner: less }, { kind: "event", owner: less });
  await cp(join(change.cwd, "asyncapi/orders.asyncapi.yaml"), join(change.cwd, "asyncapi/sales.asyncapi.yaml"));
  await edit(join(change.cwd, "asyncapi"), [["sales", "title: orders", "title: sales"]]);
  for (const command of [["compat", "--against", "./before"], ["lint"]]) {
    const run = await runInsaka(command, change.cwd);
    expect(run.code).toBe(100);
    expect(run.out).toMatch(/asyncapi\/sales\.asyncapi\.yaml:\d+:\d+ version-duplicate OrderPlaced version 1 is /);
  }
});

test("documents without a config are judged the same way", async () => {
  const { cwd } = await restatements({ kind: "event", owner: less }, { kind: "event", owner: wide, other: narrow });
  const argv = ["compat", "--documents", "*.asyncapi.yaml", "--against", "../before"];
  const { code, out } = await runInsaka(argv, join(cwd, "asyncapi"));
  expect(code).toBe(100);
  expect(out).toMatch(/views-differ/);
});

test("a service that restates one version twice is refused: which is its view is not known", async () => {
  const change = await restatements({ kind: "event", owner: less }, { kind: "event", owner: less, other: narrow });
  const twice = `$1    Again: { name: OrderPlaced, x-version: 1, x-status: current, payload: ${less} }\n`;
  await edit(join(change.cwd, "asyncapi"), [["shipping", /(components:\n {2}messages:\n)/, twice]]);
  const { code, out } = await runInsaka(["compat", "--against", "./before"], change.cwd);
  expect(code).toBe(100);
  expect(out).toMatch(/asyncapi\/shipping\.asyncapi\.yaml:\d+:\d+ version-duplicate OrderPlaced version 1 is /);
});

test("code is not generated from somebody else's definition: lint and codegen ask for a reference", async () => {
  const { cwd } = await restatements({ kind: "event", owner: less }, { kind: "event", owner: less, other: less });
  const run = await runInsaka(["codegen"], cwd);
  expect(run.code).toBe(100);
  expect(run.out).toMatch(/shipping\.asyncapi\.yaml:\d+:\d+ payload-restated .* Refer to that definition by \$ref: /);
});
