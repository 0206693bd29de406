import { judgeTopology, type TopologyView, topologyRules } from "@insaka/generator";
import { describe, expect, test } from "vitest";
import { changes, loans } from "../compat/support/changes.js";
import { type System, topologyOfSystem } from "../compat/support/system.js";

describe.each(changes)("$rule: $name", ({ rule, before, after, told, nearMiss }) => {
  const ofRule = (was: typeof before, now: typeof after) =>
    judgeTopology(was, now).filter((finding) => finding.rule === rule);

  test("is told, with who is hurt", () => {
    const { subject, hurt, ...facts } = told;
    const finding = ofRule(before, after).find((each) => each.subject.name === subject);
    expect(finding).toMatchObject(facts);
    const parties = finding?.parties.map(({ name }) => name);
    expect(parties).toEqual(expect.arrayContaining([...hurt]));
    expect(finding?.summary).toMatch(/[.]$/);
    expect(finding?.hint).toMatch(/[.]$/);
  });

  test("and its near miss is not", () => {
    expect(ofRule(nearMiss.before, nearMiss.after)).toEqual([]);
  });
});

test("every rule has a change that shows it", () => {
  expect([...new Set(changes.map(({ rule }) => rule))]).toEqual(topologyRules.map(({ id }) => id));
});

test("nothing is told of a topology that stays as it is", () => {
  expect(judgeTopology(topologyOfSystem(loans), topologyOfSystem(loans))).toEqual([]);
});

describe("queues of instances", () => {
  const updates = (key: string): System => ({
    messages: [{ name: "RateChanged", by: "rates", exchange: "rates", key }],
    queues: [
      {
        name: "desk.instance.{instance}",
        of: "desk",
        reads: ["RateChanged"],
        bind: [["rates", key]],
        perInstance: true,
      },
    ],
  });

  test("get nothing from released senders when a key moves, and leave no binding behind", () => {
    const findings = judgeTopology(topologyOfSystem(updates("rate.changed")), topologyOfSystem(updates("rate.moved")));
    expect(findings.map(({ rule, key }) => `${rule} ${key}`)).toEqual(["routing-key-moved rate.changed"]);
    expect(findings[0]?.parties).toContainEqual(expect.objectContaining({ name: "desk.instance.{instance}" }));
  });
});

describe("a moved key that its queue is bound for beside the old one", () => {
  const [before, moved] = ["loan.approved", "loan.accepted"].map((key) =>
    topologyOfSystem({
      ...loans,
      messages: loans.messages.map((each) => (each.name === "LoanApproved" ? { ...each, key } : each)),
    }),
  ) as [TopologyView, TopologyView];
  const both = {
    ...moved,
    bindings: [...moved.bindings, { exchange: "loans", queue: "mail.approved", routingKey: "loan.accepted", at: null }],
  };
  const ofRule = (after: TopologyView) =>
    judgeTopology(before, after).filter(({ rule }) => rule === "routing-key-moved");

  test("is a matter of order, where no account loses a right", () => {
    const [finding] = ofRule({ ...both, users: [] });
    expect(finding).toMatchObject({ weight: "note", key: "loan.accepted" });
    expect(finding?.hint).toContain("Import the definitions first");
  });

  test("breaks released senders, whose account loses the right to the old one", () => {
    const [finding] = ofRule(both);
    expect(finding).toMatchObject({ weight: "breaking", key: "loan.approved" });
    expect(finding?.summary).toContain("403");
  });
});

test("bindings that cannot be compared within the budget are undecided, not fine", () => {
  const bound = (key: string): TopologyView => {
    const view = topologyOfSystem(loans);
    const own = view.bindings.filter(({ queue, exchange }) => queue !== "mail.approved" || exchange !== "loans");
    return { ...view, bindings: [...own, { exchange: "loans", queue: "mail.approved", routingKey: key, at: null }] };
  };
  const findings = judgeTopology(bound(`#.a${".*".repeat(41)}`), bound(`#.a${".*".repeat(40)}`));
  expect(findings.filter(({ rule }) => rule === "binding-narrowed").map(({ weight }) => weight)).toEqual(["undecided"]);
});
