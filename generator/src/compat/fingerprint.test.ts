import { expect, test } from "vitest";
import { fingerprintOf } from "./fingerprint.js";

const change = ["a-rule", "OrderPlaced", 1, ["b".repeat(64), "a".repeat(64), "/currency"]] as const;

test("a fingerprint is 16 hex digits, and stays what it was in earlier releases: approvals are bound to it", () => {
  expect(fingerprintOf(...change)).toBe("202be529d5cd8c62");
});

test.each<[string, Parameters<typeof fingerprintOf>]>([
  ["rule", ["another-rule", "OrderPlaced", 1, ["b".repeat(64), "a".repeat(64), "/currency"]]],
  ["message", ["a-rule", "OrderCancelled", 1, ["b".repeat(64), "a".repeat(64), "/currency"]]],
  ["absence of a message", ["a-rule", null, 1, ["b".repeat(64), "a".repeat(64), "/currency"]]],
  ["version", ["a-rule", "OrderPlaced", 2, ["b".repeat(64), "a".repeat(64), "/currency"]]],
  ["baseline", ["a-rule", "OrderPlaced", 1, ["c".repeat(64), "a".repeat(64), "/currency"]]],
  ["absence of a baseline", ["a-rule", "OrderPlaced", 1, [null, "a".repeat(64), "/currency"]]],
  ["state of the documents", ["a-rule", "OrderPlaced", 1, ["b".repeat(64), "b".repeat(64), "/currency"]]],
  ["detail", ["a-rule", "OrderPlaced", 1, ["b".repeat(64), "a".repeat(64), "/total"]]],
  ["split of the same letters", ["a-ruleO", "rderPlaced", 1, ["b".repeat(64), "a".repeat(64), "/currency"]]],
])("another %s has another", (_, other) => {
  expect(fingerprintOf(...other)).not.toBe(fingerprintOf(...change));
});
