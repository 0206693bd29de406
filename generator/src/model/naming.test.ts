import { describe, expect, test } from "vitest";
import { fileNameOf, methodNameOf, typeNameOf } from "./naming.js";

describe("names for code", () => {
  test.each([
    ["LoanApproved", "LoanApproved", "loanApproved", "loan-approved"],
    ["loan-approved", "LoanApproved", "loanApproved", "loan-approved"],
    ["loan_approved.v2", "LoanApprovedV2", "loanApprovedV2", "loan-approved-v2"],
    ["HTTPServerError", "HTTPServerError", "httpServerError", "http-server-error"],
    ["2FactorLogin", "_2FactorLogin", "_2FactorLogin", "2-factor-login"],
    ["Über Größe", "ÜberGröße", "überGröße", "über-größe"],
    ["日本語", "日本語", "日本語", "日本語"],
    ["then", "Then", "then_", "then"],
    ["constructor", "Constructor", "constructor_", "constructor"],
    ["json schema", "JsonSchema_", "jsonSchema", "json-schema"],
    ["*/ -- /*", "", "", ""],
  ])("%s", (name, typeName, methodName, fileName) => {
    expect([typeNameOf(name), methodNameOf(name), fileNameOf(name)]).toEqual([typeName, methodName, fileName]);
  });

  test("two spellings of one letter are one name", () => {
    expect(typeNameOf("e\u0301te\u0301")).toBe(typeNameOf("\u00e9t\u00e9"));
  });
});
