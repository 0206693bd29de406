import { expect, test } from "vitest";
import { withoutStack } from "./run-parser.js";

test("an unexpected error of the parser is told without its stack", () => {
  const message =
    "Error thrown during AsyncAPI document validation. Name: RangeError, message: Too deep, stack: RangeError: Too deep\n    at parse (/home/a/b.js:1:2)";
  expect(withoutStack(message)).toBe(
    "Error thrown during AsyncAPI document validation. Name: RangeError, message: Too deep.",
  );
  expect(withoutStack("As usual.")).toBe("As usual.");
});
