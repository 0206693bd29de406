import { expect, test } from "vitest";
import { ContractError, isContractError } from "./contract-error.js";

test("from() keeps a ContractError, also one of another copy of the package", () => {
  const own = new ContractError("nacked", "m", { outcome: "nacked" });
  const foreign = Object.defineProperty(new Error("x"), Symbol.for("insaka.ContractError"), { value: true });
  expect(ContractError.from(own)).toBe(own);
  expect(ContractError.from(foreign)).toBe(foreign);
});

test("from() wraps anything else as internal, with its cause", () => {
  const cause = new TypeError("boom");
  expect(ContractError.from(cause)).toMatchObject({ code: "internal", message: "boom", cause });
  expect(ContractError.from("text")).toMatchObject({ code: "internal", message: "text" });
});

test("an ordinary error is not taken for one", () => {
  expect(isContractError(new Error("x"))).toBe(false);
  expect(isContractError(null)).toBe(false);
});
