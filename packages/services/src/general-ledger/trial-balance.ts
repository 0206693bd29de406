import type { JournalEntryPosted, Money, TrialBalanceClosed } from "@intellifin/contracts";
import { minorUnits, moneyOf } from "../money.js";

/** What a month's entries add up to, account by account, in one currency. */
export type TrialBalance = Pick<TrialBalanceClosed, "period" | "accounts" | "total" | "entries">;

/** @throws Error when debits and credits differ, which entries that were refused unless they balance cannot bring about */
export function trialBalanceOf(
  entries: Iterable<JournalEntryPosted>,
  period: string,
  currency: Money["currency"],
): TrialBalance {
  const sums = new Map<string, { debit: bigint; credit: bigint }>();
  const total = { debit: 0n, credit: 0n };
  let count = 0;
  for (const entry of entries) {
    if (entry.period !== period) continue;
    const lines = entry.lines.filter(({ amount }) => amount.currency === currency);
    if (lines.length > 0) count += 1;
    for (const { account, side, amount } of lines) {
      const sum = sums.get(account) ?? { debit: 0n, credit: 0n };
      sum[side] += minorUnits(amount);
      total[side] += minorUnits(amount);
      sums.set(account, sum);
    }
  }
  if (total.debit !== total.credit) throw new Error(`the books of ${period} do not balance`);
  const accounts = [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([account, sum]) => ({
      account,
      debit: moneyOf(sum.debit, currency),
      credit: moneyOf(sum.credit, currency),
    }));
  return { period, accounts, total: moneyOf(total.debit, currency), entries: count };
}
