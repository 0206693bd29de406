import { type Draft, isDraft, isSubset, type Verdict } from "../index.js";

/** Answers one line of a batch in one line. A line that is no case is answered too: undecided, with the reason. */
export function answerLine(line: string, draft: Draft): string {
  const started = performance.now();
  const { id, ...verdict } = answer(line, draft);
  const ms = Math.round((performance.now() - started) * 1000) / 1000;
  return JSON.stringify({ id, ...verdict, ms });
}

function answer(line: string, draft: Draft): Verdict & { readonly id: unknown } {
  let id: unknown = null;
  const undecided = (reason: string) => ({ id, verdict: "undecided", reason }) as const;
  let question: unknown;
  try {
    question = JSON.parse(line);
  } catch (error) {
    return undecided(`the line is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof question !== "object" || question === null || Array.isArray(question)) {
    return undecided("the line is not an object with lhs and rhs");
  }
  const { lhs, rhs, draft: own = draft, id: given = null } = question as { readonly [key: string]: unknown };
  id = given;
  if (lhs === undefined || rhs === undefined) return undecided(`${lhs === undefined ? "lhs" : "rhs"} is missing`);
  if (!isDraft(own)) return undecided(`draft: ${JSON.stringify(own)} is not a draft that is read here`);
  try {
    return { id, ...isSubset(lhs, rhs, { draft: own }) };
  } catch (error) {
    // A fault of ours in one case must not take the others along.
    return undecided(`a fault of insaka: ${error instanceof Error ? error.message : String(error)}`);
  }
}
