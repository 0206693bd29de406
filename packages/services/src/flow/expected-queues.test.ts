import { expect, test } from "vitest";
import { expectedQueues } from "./expected-queues.js";

test("a message goes to every queue whose binding fits, by its words and by #", () => {
  expect(expectedQueues("collections", "loan.written-off")).toEqual([
    "general-ledger.loan-written-off",
    "reporting.collections",
  ]);
  expect(expectedQueues("collections", "loan")).toEqual(["reporting.collections"]);
  expect(expectedQueues("loan-origination", "loan.nothing")).toEqual([]);
});
