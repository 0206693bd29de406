import { expect, test } from "vitest";
import { checkApprovals } from "./check-approvals.js";

const place = { file: "insaka.config.json", line: 1, column: 1 };
const check = (expires: string): readonly string[] => {
  const approval = { rule: "a-rule", message: "A", fingerprint: "0".repeat(16), reason: "r", owner: "o", expires };
  return checkApprovals([{ approval, at: place }], "2026-11-25", () => place).map(({ message }) => message);
};

test.each([
  ["today", "2026-11-25"],
  ["a day long past: the compatibility check tells of it", "2020-01-01"],
  ["the 29th of February of a leap year", "2024-02-29"],
  ["400 days ahead", "2027-12-30"],
])("an approval may end on %s", (_, expires) => {
  expect(check(expires)).toEqual([]);
});

test.each([
  ["401 days ahead", "2027-12-31", "more than 400 days"],
  ["the 29th of February of another year", "2026-02-29", "no calendar"],
  ["the 31st of a month of 30 days", "2027-06-31", "no calendar"],
  ["a month that is none", "2027-13-01", "no calendar"],
  ["day 0", "2027-01-00", "no calendar"],
])("an approval may not end on %s", (_, expires, why) => {
  expect(check(expires).join()).toContain(why);
});
