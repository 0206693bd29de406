import { comparedFormats } from "@insaka/generator/subset";
import { compileJudge } from "@insaka/schema/judge";
import type { Case } from "./cases.js";
import type { Answer, Checker } from "./checkers.js";

/** How a checker did on one corpus. */
export interface Score {
  readonly checker: string;
  readonly corpus: string;
  readonly cases: number;
  readonly right: number;
  /** Breaks that were called subsets. */
  readonly missedBreaks: readonly string[];
  /** Subsets that were called breaks. */
  readonly falseAlarms: readonly string[];
  /** Called breaks against the label, with a witness that ajv confirms: the label is wrong. */
  readonly refutedLabels: readonly string[];
  readonly undecided: readonly string[];
  readonly breaks: number;
  /** Breaks that were shown by a witness that ajv confirms. */
  readonly witnesses: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** Puts every case of a corpus to a checker. */
export async function scoreCorpus(checker: Checker, corpus: string, cases: readonly Case[]): Promise<Score> {
  const missedBreaks: string[] = [];
  const falseAlarms: string[] = [];
  const refutedLabels: string[] = [];
  const undecided: string[] = [];
  const times: number[] = [];
  let witnesses = 0;
  for (const each of cases) {
    const started = performance.now();
    const answer = await checker.judge(each);
    times.push(answer.ms ?? performance.now() - started);
    const shown = isConfirmed(each, answer);
    if (answer.verdict === "undecided") undecided.push(`${each.id}: ${answer.reason ?? ""}`);
    else if (answer.verdict === "subset" && !each.isSubset) missedBreaks.push(each.id);
    else if (answer.verdict === "not-subset" && each.isSubset && shown) {
      refutedLabels.push(`${each.id}: ${JSON.stringify(answer.witness)}`);
    } else if (answer.verdict === "not-subset" && each.isSubset) falseAlarms.push(each.id);
    if (shown && !each.isSubset) witnesses += 1;
  }
  const wrong = missedBreaks.length + falseAlarms.length + refutedLabels.length + undecided.length;
  return {
    checker: checker.name,
    corpus,
    cases: cases.length,
    right: cases.length - wrong,
    missedBreaks,
    falseAlarms,
    refutedLabels,
    undecided,
    breaks: cases.filter((each) => !each.isSubset).length,
    witnesses,
    medianMs: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
  };
}

/**
 * True for a witness that is valid under `lhs` and refused by `rhs`: asked of ajv here once more, with its own patterns. The
 * break of a changed format shows only where formats are asserted.
 */
function isConfirmed({ lhs, rhs, draft }: Case, { witness }: Answer): boolean {
  if (witness === undefined) return false;
  return [{}, comparedFormats].some((formats) => {
    const isValid = (schema: unknown): boolean => {
      if (typeof schema !== "object" || schema === null) return schema === true;
      return compileJudge(schema, draft, { matches: native, formats })(witness);
    };
    return isValid(lhs) && !isValid(rhs);
  });
}

const native = (pattern: string, text: string): boolean => new RegExp(pattern, "u").test(text);

function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/** The goals that a score misses, in words; none where all is well. */
export function missedGoals(score: Score): string[] {
  const { corpus, cases, missedBreaks, falseAlarms, undecided, breaks, witnesses } = score;
  const missed: string[] = [];
  if (missedBreaks.length > 0) missed.push(`${corpus}: missed breaks: ${missedBreaks.join(", ")}`);
  if (falseAlarms.length > 0) missed.push(`${corpus}: false alarms: ${falseAlarms.join(", ")}`);
  if (undecided.length > 0.005 * cases) missed.push(`${corpus}: undecided: ${undecided.join(", ")}`);
  if (witnesses < 0.995 * breaks) missed.push(`${corpus}: a witness for only ${witnesses} of ${breaks} breaks`);
  return missed;
}
