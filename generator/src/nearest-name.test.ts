import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.js";

test.each([
  ["adress", "address"],
  ["LoanAproved", "LoanApproved"],
  ["channel", undefined],
  ["zzz", undefined],
])("%s is meant to be %s", (name, expected) => {
  expect(nearestName(name, ["LoanApproved", "address", "bindings"])).toBe(expected);
});

test("a bound keeps far ones out", () => {
  expect(nearestName("x-verson", ["x-version"], 3)).toBe("x-version");
  expect(nearestName("x-vision", ["x-version"], 3)).toBe("x-version");
  expect(nearestName("x-mission", ["x-version"], 3)).toBeUndefined();
});
