import { describe, expect, test } from "vitest";
import { dayOf, daysAfter, daysBetween, lastDayOf, monthOf, monthsAfter, timeOf } from "./calendar.js";

describe("the time in Zambia", () => {
  test("is two hours ahead of UTC, also where that is another day, month or year", () => {
    const date = new Date("2026-12-31T22:30:15.678Z");
    expect(timeOf(date)).toBe("2027-01-01T00:30:15+02:00");
    expect(dayOf(date)).toBe("2027-01-01");
    expect(monthOf(date)).toBe("2027-01");
    expect(Date.parse(timeOf(date))).toBe(Date.parse("2026-12-31T22:30:15Z"));
  });
});

describe("days and months", () => {
  test("are counted over the ends of months and years", () => {
    expect(daysAfter("2026-12-30", 3)).toBe("2027-01-02");
    expect(daysAfter("2026-03-01", -1)).toBe("2026-02-28");
    expect(daysBetween("2026-02-27", "2026-03-02")).toBe(3);
    expect(daysBetween("2026-03-02", "2026-02-27")).toBe(-3);
    expect(monthsAfter("2026-11", 3)).toBe("2027-02");
    expect(monthsAfter("2026-01", -1)).toBe("2025-12");
  });

  test.each([
    ["2026-01", "2026-01-31"],
    ["2026-02", "2026-02-28"],
    ["2028-02", "2028-02-29"],
    ["2100-02", "2100-02-28"],
    ["2026-04", "2026-04-30"],
    ["2026-12", "2026-12-31"],
  ])("%s ends on %s", (month, day) => {
    expect(lastDayOf(month)).toBe(day);
  });
});
