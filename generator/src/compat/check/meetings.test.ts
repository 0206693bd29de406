import type { JsonSchema } from "@insaka/schema";
import { describe, expect, test } from "vitest";
import type { Revision } from "../baseline.js";
import type { Contract, Receiver, Sender } from "../contract.js";
import { meetingsOf } from "./meetings.js";
import { pairUp } from "./version-case.js";

const sender = (service: string, view?: JsonSchema): Sender => ({
  service,
  operation: "send",
  route: null,
  exchange: null,
  ...(view === undefined ? {} : { view }),
});
const receiver = (service: string, view?: JsonSchema): Receiver => ({
  service,
  operation: "on",
  by: "queue",
  queue: null,
  bindings: [],
  retry: null,
  reads: [1],
  ...(view === undefined ? {} : { view }),
});

let count = 0;
function revision(rest: Partial<Contract> = {}): Revision {
  count += 1;
  const contract: Contract = {
    message: "M",
    version: 1,
    status: "current",
    kind: "event",
    owner: null,
    retention: null,
    contentType: null,
    payload: { type: "string", maxLength: count },
    headers: null,
    upcast: null,
    senders: [sender("s")],
    receivers: [receiver("r")],
    ...rest,
  };
  return { contract, digest: `${count}`, released: null, placeOf: () => ({ file: "a", line: 1, column: 1 }) };
}

/** Who meets whom about the payload: `s > r (reader)`. */
function met(
  now: Revision | null,
  before: readonly Revision[],
  world: "closed" | "open" = "closed",
): readonly string[] {
  const revisions = new Map([["M", new Map([[1, before]])]]);
  const [found] = pairUp(now === null ? [] : [now], { kind: "folder", label: "x", revisions });
  if (found === undefined) return [];
  const names = (who: readonly { readonly service: string }[]): string =>
    who.map(({ service }) => service).join("+") || "?";
  return meetingsOf(world, found)
    .filter(({ part }) => part === "payload")
    .map(({ older, writer, reader }) => `${names(writer.who)} > ${names(reader.who)} (${older})`);
}

const both = ["s > r (reader)", "s > r (message)"];

describe("who meets", () => {
  test("new senders and old readers, old messages and new readers; of every revision", () => {
    expect(met(revision(), [revision()])).toEqual(both);
    expect(met(revision(), [revision(), revision()])).toEqual([...both, ...both]);
  });

  test("nobody, where nothing that is judged has changed, or the version is gone or retired", () => {
    const now = revision();
    const twin = (rest: Partial<Contract>): Revision => ({
      ...now,
      digest: "other",
      contract: { ...now.contract, ...rest },
    });
    expect(met(now, [now])).toEqual([]);
    expect(met(now, [twin({ owner: "somebody" })])).toEqual([]);
    expect(met(now, [twin({ status: "draft" })])).not.toEqual([]);
    expect(met(null, [now])).toEqual([]);
    expect(met(revision({ status: "retired" }), [now])).toEqual([]);
  });

  test("a draft is read and not sent; a deprecated version was sent by whomever", () => {
    expect(met(revision({ status: "draft" }), [revision()])).toEqual(["s > r (message)"]);
    expect(met(revision(), [revision({ status: "draft" })])).toEqual(["s > r (reader)"]);
    const unsent = { status: "deprecated", senders: [] } as const;
    expect(met(revision(unsent), [revision(unsent)])).toEqual(["? > r (message)"]);
  });

  test("in an open world, anybody where nobody is named", () => {
    const unnamed = { senders: [], receivers: [] };
    expect(met(revision(unnamed), [revision(unnamed)])).toEqual([]);
    expect(met(revision(unnamed), [revision(unnamed)], "open")).toEqual(["? > ? (reader)", "? > ? (message)"]);
    const sent = { receivers: [] };
    expect(met(revision(sent), [revision(sent)], "open")).toEqual(["s > ? (reader)"]);
  });

  test("parties of one mind together, each view apart; views of one state among themselves", () => {
    const view = { type: "integer" } as const;
    const now = revision({ receivers: [receiver("a"), receiver("b"), receiver("c", view)] });
    expect(met(now, [])).toEqual(["s > a+b (neither)", "s > c (neither)"]);
    expect(met(now, [revision()])).toContain("s > c (message)");
  });

  test("a reader without a view, added where all others have one, meets the sender", () => {
    const view = { type: "string" } as const;
    const before = revision({ senders: [sender("s", view)], receivers: [receiver("a", view)] });
    const now: Revision = {
      ...before,
      digest: "now",
      contract: { ...before.contract, receivers: [receiver("a", view), receiver("b")] },
    };
    expect(met(now, [before])).toContain("s > b (neither)");
  });
});

test("what is stated stands beside what was released, sorted by message and number", () => {
  const [two, ten] = [2, 10].map((version) => revision({ version }));
  const gone = revision({ message: "A" });
  const cases = pairUp([ten as Revision, two as Revision], {
    kind: "folder",
    label: "x",
    revisions: new Map([
      ["M", new Map([[2, [revision({ version: 2 }), revision({ version: 2 })]]])],
      ["A", new Map([[1, [gone]]])],
    ]),
  });
  expect(
    cases.map(({ message, version, now, before, latest }) => [
      message,
      version,
      now !== null,
      before.length,
      latest !== null,
    ]),
  ).toEqual([
    ["A", 1, false, 1, true],
    ["M", 2, true, 2, true],
    ["M", 10, true, 0, false],
  ]);
  expect(cases[1]?.latest).toBe(cases[1]?.before[1]);
});
