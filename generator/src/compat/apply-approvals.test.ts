import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Approval, PlacedApproval } from "../approval.js";
import { applyApprovals } from "./apply-approvals.js";
import type { CompatFinding, Weight } from "./report.js";

const place = { file: "insaka.config.json", line: 9, column: 5 };
const approval: Approval = {
  rule: "a-rule",
  message: "OrderPlaced",
  fingerprint: "0123456789abcdef",
  reason: "Nobody reads it yet.",
  owner: "platform",
  expires: "2026-12-31",
};
const placed = (given: Partial<Approval> = {}): PlacedApproval => ({ approval: { ...approval, ...given }, at: place });
const finding = (given: Partial<CompatFinding> = {}): CompatFinding => ({
  rule: "a-rule",
  weight: "breaking",
  message: "OrderPlaced",
  version: 1,
  summary: "It breaks.",
  hint: "Mend it.",
  at: place,
  before: null,
  witness: null,
  parties: [],
  fingerprint: "0123456789abcdef",
  approval: null,
  ...given,
});

describe("an approval", () => {
  test.each<Weight>(["breaking", "undecided"])("lets what is %s pass", (weight) => {
    const { findings, stale } = applyApprovals([finding({ weight })], [placed()], "2026-06-01");
    expect(findings).toEqual([finding({ weight, approval })]);
    expect(stale).toEqual([]);
  });

  test.each<Weight>(["warning", "note"])("of a %s is unused: it needs none", (weight) => {
    const { findings, stale } = applyApprovals([finding({ weight })], [placed()], "2026-06-01");
    expect(findings).toEqual([finding({ weight })]);
    expect(stale).toEqual([{ approval, why: "unused", at: place }]);
  });

  test.each<[string, Partial<Approval>]>([
    ["rule", { rule: "another-rule" }],
    ["message", { message: "OrderCancelled" }],
    ["message, given as none", { message: null }],
    ["fingerprint", { fingerprint: "0123456789abcdee" }],
  ])("of another %s holds for nothing", (_, other) => {
    const { findings, stale } = applyApprovals([finding()], [placed(other)], "2026-06-01");
    expect(findings).toEqual([finding()]);
    expect(stale.map(({ why }) => why)).toEqual(["unused"]);
  });

  test("holds through its last day, and is told when that has passed", () => {
    expect(applyApprovals([finding()], [placed()], "2026-12-31").findings[0]?.approval).toEqual(approval);
    const after = applyApprovals([finding()], [placed()], "2027-01-01");
    expect(after.findings[0]?.approval).toBeNull();
    expect(after.stale).toEqual([{ approval, why: "expired", at: place }]);
  });

  test("that has expired does not stand in the way of one that holds", () => {
    const renewed = placed({ expires: "2027-06-30" });
    const { findings, stale } = applyApprovals([finding()], [placed(), renewed], "2027-01-01");
    expect(findings[0]?.approval).toEqual(renewed.approval);
    expect(stale.map(({ why }) => why)).toEqual(["expired"]);
  });

  test("holds for every finding of its fingerprint", () => {
    const { findings } = applyApprovals([finding(), finding({ version: 2 })], [placed()], "2026-06-01");
    expect(findings.map((each) => each.approval)).toEqual([approval, approval]);
  });

  test("for what concerns no single message names none", () => {
    const { findings } = applyApprovals([finding({ message: null })], [placed({ message: null })], "2026-06-01");
    expect(findings[0]?.approval?.message).toBeNull();
  });
});

test("no approval lets anything pass but what it names, and each is used or told", () => {
  const few = fc.constantFrom("a", "b", "c");
  const named = { rule: few, message: fc.option(few, { nil: null }), fingerprint: few };
  const given = fc.record({
    findings: fc.array(
      fc.record({ ...named, weight: fc.constantFrom<Weight[]>("breaking", "undecided", "warning", "note") }),
    ),
    approvals: fc.array(fc.record({ ...named, expires: fc.constantFrom("2026-01-01", "2026-06-01", "2026-12-31") })),
  });
  fc.assert(
    fc.property(given, ({ findings, approvals }) => {
      const today = "2026-06-01";
      const all = approvals.map((each) => placed(each));
      const told = applyApprovals(
        findings.map((each) => finding(each)),
        all,
        today,
      );
      for (const each of told.findings) {
        const key = ({ rule, message, fingerprint }: Approval | CompatFinding) =>
          JSON.stringify([rule, message, fingerprint]);
        const should =
          /breaking|undecided/.test(each.weight) &&
          all.some((one) => key(one.approval) === key(each) && one.approval.expires >= today);
        expect(each.approval !== null).toBe(should);
        if (each.approval !== null) expect(key(each.approval)).toBe(key(each));
      }
      const used = new Set(told.findings.map((each) => each.approval));
      const stale = new Set(told.stale.map((each) => each.approval));
      for (const one of all) expect(used.has(one.approval)).toBe(!stale.has(one.approval));
    }),
  );
});
