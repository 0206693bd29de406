/// <reference path="./globals.d.ts" />
import "@insaka/runtime/codegen/v1";
import { readFileSync } from "node:fs";
import { connect } from "@insaka/runtime";
import { helper } from "./helper.js";
import type { Elsewhere } from "../../elsewhere/messages/salary-paid.js";
import type { Index } from "../../contracts/index.js";
import type { NoEnding } from "../../contracts/messages/salary-paid";
import { SalaryPaid } from "../../contracts/messages/salary-paid.js";
import type { SalaryPaidV1, SalaryPaidV2 } from "../../contracts/messages/salary-paid.js";
import type { Misspelt } from "../../contracts/messages/salary-payed.js";
import legacy = require("node:os");
export { refuse } from "@insaka/runtime/codegen/v1";
export * from "../../contracts/messages/salary-paid.js";

export const upcast = async (old: SalaryPaidV1): Promise<import("../../contracts/messages/salary-paid.js").SalaryPaidV2> => {
  const name = "./helper.js";
  await import("./helper.js");
  await import(name);
  require("node:child_process");
  // import "in-a-comment";
  return `import "in-a-text" ${old}`;
};

declare module "@insaka/runtime/codegen/v1" {
  interface Refusal {}
}
declare global {
  interface Array<T> {}
}
