import { compileValidator, type JsonSchema, type Violation } from "@insaka/schema";
import type { Colors } from "picocolors/types.js";
import type { Draft, Verdict } from "../index.js";

/** What was asked: the names of the two files, and the schema that refuses. */
export interface SubsetQuestion {
  readonly lhs: string;
  readonly rhs: string;
  readonly schema: unknown;
  readonly draft: Draft;
}

/** The verdict for people. */
export function subsetText(verdict: Verdict, question: SubsetQuestion, pc: Colors): string {
  const { lhs, rhs } = question;
  switch (verdict.verdict) {
    case "subset":
      return `${pc.green("subset")}: every value that is valid under ${lhs} is valid under ${rhs}.\n`;
    case "undecided":
      return `${pc.yellow("undecided")}: ${verdict.reason}\n`;
    case "not-subset": {
      const refusals = violations(verdict, question).map(
        ({ pointer, expected, found }) =>
          `  ${pointer === "" ? "the value" : pointer} must be ${expected}; it is ${found}`,
      );
      const lines = [
        `${pc.red("not-subset")}: this value is valid under ${lhs} and refused by ${rhs}:`,
        JSON.stringify(verdict.witness, null, 2),
        ...(refusals.length === 0 ? [] : [pc.dim(`${rhs} says:`), ...refusals]),
      ];
      return `${lines.join("\n")}\n`;
    }
  }
}

/** The verdict for programs. */
export function subsetJson(verdict: Verdict, question: SubsetQuestion): string {
  const refused = violations(verdict, question);
  return `${JSON.stringify(refused.length === 0 ? verdict : { ...verdict, violations: refused }, null, 2)}\n`;
}

/** Why the witness is refused, where the validator of messages reads this draft. */
function violations(verdict: Verdict, { schema, draft }: SubsetQuestion): readonly Violation[] {
  if (verdict.verdict !== "not-subset" || (draft !== "draft-07" && draft !== "draft-06")) return [];
  try {
    return compileValidator(schema as JsonSchema)(verdict.witness);
  } catch {
    return [];
  }
}
