/** `--since`: what broke at that time already is left out, and nothing else. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { compat } from "@insaka/generator";
import { describe, expect, test } from "vitest";
import { checked, receiver, revision } from "../support/contract-in-code.js";
import { change, type Edit, edit } from "./changes.js";

/** The rules that find something: in the example with the edits of both, since it had the earlier ones. */
async function newSince(earlier: readonly Edit[], later: readonly Edit[]): Promise<readonly string[]> {
  const { cwd, config } = await change(earlier);
  await cp(join(cwd, "asyncapi"), join(cwd, "since"), { recursive: true });
  await edit(join(cwd, "asyncapi"), later);
  const { result } = await compat({ source: { config }, against: "./before", since: "./since", cwd });
  if ("diagnostics" in result) throw new Error(JSON.stringify(result.diagnostics, null, 1));
  return result.report.findings.filter(({ weight }) => weight === "breaking").map(({ rule }) => rule);
}

const narrowed: Edit = ["loan-origination", "amount: { type: number }", "amount: { type: number, minimum: 0 }"];
const moved: Edit = ["loan-origination", "address: loan.approved ", "address: loan.agreed "];
const wrongStep: Edit = ["loan-origination", "into: /principal }", "into: /principle }"];

describe("what is new since then is told", { timeout: 60_000 }, () => {
  test.each<[string, Edit, Edit, string]>([
    ["a route", narrowed, moved, "routing-key-moved"],
    ["an upcaster", narrowed, wrongStep, "upcaster-unproved"],
    ["a payload", moved, narrowed, "stored-message-refused"],
  ])("%s", async (_what, earlier, later, rule) => {
    expect([...new Set(await newSince([], [later]))]).toContain(rule);
    const found = await newSince([earlier], [later]);
    expect(found).toContain(rule);
    expect(await newSince([earlier, later], [["communications", "version: 2.1.0", "version: 2.2.0"]])).toEqual([]);
  });
});

describe("a break is new", () => {
  const text = { type: "object", properties: { a: { type: "string" } } } as const;
  const number = { type: "object", properties: { a: { type: "integer" } } } as const;
  const breaks = (then: Parameters<typeof revision>[0], now: Parameters<typeof revision>[0], released = {}) =>
    checked([revision(now)], [revision({ payload: text, ...released })], {
      since: { stated: [revision(then)], rules: [] },
    }).findings.flatMap(({ rule, weight }) => (weight === "breaking" ? [rule] : []));

  test("where a draft of the same payload becomes what is sent", () => {
    expect(breaks({ payload: number, status: "draft" }, { payload: number }, { status: "draft" })).toContain(
      "released-reader-refuses",
    );
  });
  test("where a receiver restates the payload otherwise", () => {
    const restated = (view: object) => ({ payload: text, receivers: [receiver("pmec", { view: { ...view } })] });
    expect(breaks(restated(text), restated(number))).toContain("views-differ");
    expect(breaks({ payload: text }, restated(number))).toContain("stored-message-refused");
  });
  test("where nobody read it then", () => {
    expect(breaks({ payload: number, receivers: [] }, { payload: number })).toContain("stored-message-refused");
  });
  test("and old where it was there already", () => {
    expect(breaks({ payload: number }, { payload: { ...number, title: "Loan" } })).toEqual([]);
  });
});
