import type { LoanOverdue } from "@intellifin/contracts";

/** From how many days on a loan counts as what, as the Bank of Zambia has loans classified. */
const STAGES: readonly (readonly [days: number, stage: LoanOverdue["stage"]])[] = [
  [180, "loss"],
  [120, "doubtful"],
  [90, "substandard"],
];

export function arrearsStage(daysOverdue: number): LoanOverdue["stage"] {
  return STAGES.find(([days]) => daysOverdue >= days)?.[1] ?? "watch";
}
