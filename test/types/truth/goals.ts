import type { CorpusKind } from "./corpora.js";
import type { Score } from "./score.js";

interface Goal {
  /** Valid instances that type-check, in percent. */
  readonly valid: number;
  /** Structurally invalid ones that do not. */
  readonly invalid: number;
}

/** What our types hold. No file that does not compile, anywhere. */
export const goals: Readonly<Record<CorpusKind, Goal>> = {
  plain: { valid: 99.5, invalid: 99.7 },
  rich: { valid: 97, invalid: 0 },
  probe: { valid: 0, invalid: 0 },
};

/** Valid instances that type-check, in percent. */
export const validRate = ({ valid, refused }: Score): number => percent(valid - refused.length, valid);

/** Invalid instances that do not, in percent. */
export const invalidRate = ({ invalid, accepted }: Score): number => percent(invalid - accepted.length, invalid);

const percent = (part: number, whole: number): number => (whole === 0 ? 100 : (100 * part) / whole);

/** The goals that a score misses, in words; none where all is well. */
export function missedGoals(kind: CorpusKind, score: Score): readonly string[] {
  const goal = goals[kind];
  const missed: string[] = [];
  if (score.valid === 0 || score.invalid === 0) missed.push(`${score.corpus}: nothing was judged`);
  if (validRate(score) < goal.valid)
    missed.push(`${score.corpus}: ${validRate(score).toFixed(2)} % of valid instances type-check, not ${goal.valid} %`);
  if (invalidRate(score) < goal.invalid)
    missed.push(
      `${score.corpus}: ${invalidRate(score).toFixed(2)} % of invalid instances do not, not ${goal.invalid} %`,
    );
  for (const broken of score.broken) missed.push(`${score.corpus}: does not compile: ${broken}`);
  return missed;
}
