import { judgeTopology, topologyRules } from "@insaka/generator";
import { describe, expect, test } from "vitest";
import { changes, loans } from "../compat/support/changes.js";
import { topologyOfSystem } from "../compat/support/system.js";

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
