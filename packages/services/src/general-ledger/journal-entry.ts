import type { JournalEntryPosted, JournalLine, Money } from "@intellifin/contracts";
import { minorUnits } from "../money.js";

/** What is to be booked: an entry before the books have given it an id and a period. */
export interface Booking {
  readonly loanId: string;
  readonly cause: JournalEntryPosted["cause"];
  /** The day on which it happened. */
  readonly day: string;
  readonly lines: readonly JournalLine[];
}

/** An entry that the books do not take. */
export class UnsoundEntry extends Error {
  override readonly name = "UnsoundEntry";
}

/**
 * Refuses an entry whose debits and credits differ in any currency, or that has a line of nothing or less: the schema of
 * JournalEntryPosted can say neither.
 *
 * @throws UnsoundEntry
 */
export function demandSound({ lines }: Pick<Booking, "lines">): void {
  const sums = new Map<Money["currency"], bigint>();
  for (const { side, amount } of lines) {
    const units = minorUnits(amount);
    if (units <= 0n) throw new UnsoundEntry("a line is of nothing or less");
    sums.set(amount.currency, (sums.get(amount.currency) ?? 0n) + (side === "debit" ? units : -units));
  }
  if (lines.length < 2) throw new UnsoundEntry("an entry has two lines at least");
  if ([...sums.values()].some((sum) => sum !== 0n)) throw new UnsoundEntry("debits and credits differ");
}

export function debit(account: string, amount: Money): JournalLine {
  return { account, side: "debit", amount };
}

export function credit(account: string, amount: Money): JournalLine {
  return { account, side: "credit", amount };
}
