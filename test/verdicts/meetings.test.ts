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

  test("documents that know nothing of versions are told of none", () => {
    const { findings } = checked([revision({ payload: integer })], [revision({ payload: { type: "string" } })], {
      world: "open",
    });
    expect(findings.map(({ hint, summary }) => [hint, summary.replace(/^.*: /, "")])).toContainEqual([
      "Send it as a message of another name, or leave it as it was.",
      "the whole message must be string.",
    ]);
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

  test("the same change has the same fingerprint, whatever else of the message is changed", () => {
    const fingerprints = (owner: string) => {
      const first = revision({ payload: string, owner });
      const second = revision({ version: 2, payload: neither, owner, receivers: [] });
      return checked([revision({ payload: string, owner, receivers: [] }), second], [first])
        .findings.filter(({ weight }) => weight === "breaking")
        .map(({ rule, fingerprint }) => [rule, fingerprint]);
    };
    expect(fingerprints("lending").map(([rule]) => rule)).toEqual(["reader-dropped-version", "upcaster-absent"]);
    expect(fingerprints("risk")).toEqual(fingerprints("lending"));
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

describe("a version is retired", () => {
  const stood = (status: "current" | "deprecated" | "retired", released: string | null, years = 10) =>
    revision({ status, senders: [], receivers: [], retention: { class: "transaction", years } }, released);
  const told = (...before: readonly ReturnType<typeof stood>[]) =>
    checked([stood("retired", null)], before).findings.map(({ summary }) => summary);

  test("once nothing that was sent of it is kept any more", () => {
    expect(told(stood("current", "2014-01-01"), stood("deprecated", "2016-11-24"))).toEqual([]);
    expect(told(stood("current", "2014-01-01"), stood("deprecated", "2016-11-25"))).toEqual([
      "LoanApproved 1 is retired, but messages of it may be stored until 2026-11-25.",
    ]);
  });
  test("and what was sent while the retention was longer is kept for longer", () => {
    const before = [
      stood("current", "2014-01-01"),
      stood("current", "2020-01-01", 3),
      stood("deprecated", "2021-01-01", 3),
    ];
    expect(told(...before)).toEqual(["LoanApproved 1 is retired, but messages of it may be stored until 2030-01-01."]);
  });
});
