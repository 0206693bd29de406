import { expect, test } from "vitest";
import { releaseDate } from "./release-date.js";

test("the day is that of SOURCE_DATE_EPOCH, in UTC, and today without it", () => {
  expect(releaseDate({ SOURCE_DATE_EPOCH: "1793534399" })).toBe("2026-11-01");
  expect(releaseDate({ SOURCE_DATE_EPOCH: "0" })).toBe("1970-01-01");
  expect(releaseDate({})).toMatch(/^20\d\d-\d\d-\d\d$/);
});

test.each(["x", "-1", "1e15", "NaN"])("%s is no day", (text) => {
  expect(() => releaseDate({ SOURCE_DATE_EPOCH: text })).toThrow(RangeError);
});
