import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { picture } from "./picture.js";
import type { Edge } from "./report.js";

const edge = (message: string, from: string, to: readonly string[], more: Partial<Edge> = {}): Edge => ({
  message,
  from,
  to,
  versions: [1],
  count: 1,
  retries: 0,
  deadLetters: 0,
  ...more,
});

const drawn = (...edges: readonly Edge[]): readonly string[] => stripVTControlCharacters(picture(edges)).split("\n");

test("each message is a line from its sender to its receivers, across the lanes between", () => {
  const lines = drawn(
    edge("LoanApproved", "loan-origination", ["api-gateway", "communications", "pmec"], { versions: [1, 2], count: 7 }),
    edge("LoanSettled", "collections", ["pmec"]),
  );
  expect(lines).toEqual([
    "    api   loans   pmec  coll.  comms",
    "     ◀──────●──────▶──────┼──────▶  LoanApproved v1 v2 ×7",
    "     │      │      ◀──────●      │  LoanSettled v1 ×1",
    "  ● sends   ▶ ◀ receive   ◆ reporting hears it",
  ]);
});

test("what reporting hears is a mark, unless it is reporting that speaks", () => {
  const lines = drawn(
    edge("ConsentGranted", "client-management", ["reporting"]),
    edge("RegulatoryReportGenerated", "reporting", ["general-ledger"]),
  );
  expect(lines.slice(1, 3)).toEqual([
    "     ●      │      ◆  ConsentGranted v1 ×1",
    "     │      ◀──────●  RegulatoryReportGenerated v1 ×1",
  ]);
});

test("a stranger has a lane, a service that writes to itself a ring, and trouble is named", () => {
  const lines = drawn(
    edge("LoanApproved", "(unknown)", ["pmec"], { deadLetters: 2 }),
    edge("Note", "pmec", ["pmec"], { retries: 3 }),
  );
  expect(lines.slice(0, 3)).toEqual([
    "   other   pmec",
    "     ●──────▶  LoanApproved v1 ×1 2 dead",
    "     │      ◉  Note v1 ×1 3 retried",
  ]);
});
