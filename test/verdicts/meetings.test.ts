/** Who meets whom, over several revisions: what no pair hides. */
import { describe, expect, test } from "vitest";
import { checked, receiver, revision, sender } from "../support/contract-in-code.js";

const string = { type: "object", properties: { a: { type: "string" } } } as const;
const integer = { type: "object", properties: { a: { type: "integer" } } } as const;
const neither = { type: "object", properties: { b: {} } } as const;

describe("a break is told", () => {
  test("against every revision before, though the last one is safe with both", () => {
    const { findings } = checked(
      [revision({ payload: integer })],
      [revision({ payload: string }), revision({ payload: neither })],
    );
    expect(findings.filter(({ weight }) => weight === "breaking").map(({ rule }) => rule)).toEqual([
      "released-reader-refuses",
      "stored-message-refused",
    ]);
  });
  test("though it is the last of two revisions that were released side by side", () => {
    const first = { ...revision({ payload: neither }), id: "first", after: [] };
    const one = { ...revision({ payload: string }), id: "one", after: ["first"] };
    const other = { ...revision({ payload: integer }), id: "other", after: ["first"] };
    const { findings } = checked([revision({ payload: integer })], [first, one, other]);
    expect(findings.filter(({ weight }) => weight === "breaking").length).toBeGreaterThan(0);
  });
  test("to a receiver that begins to read the payload itself where others read their own views", () => {
    const own = receiver("reporting", { view: neither });
    const { findings } = checked(
      [revision({ payload: integer, receivers: [receiver(), own] })],
      [revision({ payload: string, receivers: [own] }), revision({ payload: integer, receivers: [own] })],
    );
    expect(findings.filter(({ weight }) => weight === "breaking").map(({ rule }) => rule)).toContain(
      "stored-message-refused",
    );
  });
  test("of a sender that begins to send the payload itself", () => {
    const own = sender("b", { view: neither });
    const { findings } = checked(
      [revision({ payload: integer, senders: [sender(), own] })],
      [revision({ payload: string, senders: [own] }), revision({ payload: integer, senders: [own] })],
    );
    expect(findings.filter(({ weight }) => weight === "breaking").map(({ rule }) => rule)).toContain(
      "released-reader-refuses",
    );
  });
});

describe("what is told", () => {
  const queue = { name: "pmec.loans", role: "consumed", durable: true, autoDelete: false, arguments: {} } as const;

  test("an operation that is called otherwise reads what waits in its queue all the same", () => {
    const named = (operation: string) =>
      revision({ payload: string, receivers: [receiver("pmec", { operation, queue })] });
    expect(checked([named("whenApproved")], [named("onApproved")]).findings).toEqual([]);
    const elsewhere = revision({ payload: string, receivers: [receiver("pmec", { operation: "whenApproved" })] });
    expect(checked([elsewhere], [named("onApproved")]).findings.map(({ rule }) => rule)).toEqual([
      "reader-dropped-version",
    ]);
  });

  test("the next version is one that there is not yet", () => {
    const later = revision({ version: 2, payload: neither, upcast: { by: "steps", steps: [] } });
    const then = revision({ payload: string, status: "deprecated" });
    const { findings } = checked([revision({ payload: integer, status: "deprecated" }), later], [then, later]);
    expect(findings.map(({ hint }) => hint)).toContain(
      "Put it into a version of its own, the next being 3, and leave version 1 as it was.",
    );
    expect(checked([revision({ payload: integer })], [revision({ payload: string })]).findings[0]?.hint).toBe(
      "Make it version 2 with an upcaster from version 1, or leave version 1 as it was.",
    );
  });

  test("how many revisions one message shows it for, said of those", () => {
    const wider = { ...string, properties: { ...string.properties, b: {} } };
    const [reads, stored] = checked(
      [revision({ payload: integer })],
      [revision({ payload: string }), revision({ payload: wider })],
    ).findings;
    expect(reads?.summary).toMatch(
      /^pmec \(LoanApproved 1 of the registry\) \(and 1 more revision\) would refuse a message of origination \(LoanApproved 1 of these documents\): /,
    );
    expect(stored?.summary).toMatch(
      /^pmec \(LoanApproved 1 of these documents\) would refuse a message of origination \(LoanApproved 1 of the registry\) \(and 1 more revision\): /,
    );
  });

  test("another change has another fingerprint, though the same message shows it", () => {
    const fingerprints = (view: object) =>
      checked(
        [revision({ payload: integer, receivers: [receiver(), receiver("reporting", { view: { ...view } })] })],
        [revision({ payload: string })],
      )
        .findings.filter(({ rule }) => rule === "stored-message-refused")
        .map(({ fingerprint }) => fingerprint);
    const [one, other] = [fingerprints(integer), fingerprints({ ...integer, required: ["a"] })];
    expect(one).toHaveLength(1);
    expect(other.some((each) => one.includes(each))).toBe(false);
  });
});
