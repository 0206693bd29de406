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
