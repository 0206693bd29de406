import { newMessageId } from "@insaka/runtime";
import type { JournalEntryPosted, Money } from "@intellifin/contracts";
import { monthsAfter } from "../calendar.js";
import { remembered } from "../remembered.js";
import type { Booking } from "./journal-entry.js";
import { demandSound } from "./journal-entry.js";
import type { TrialBalance } from "./trial-balance.js";
import { trialBalanceOf } from "./trial-balance.js";

/** The books in double entry: what is written stays, and each cause is written once. */
export class Books {
  readonly #entries = new Map<string, JournalEntryPosted>();
  /** Closed months, and whether a return to the regulator rests on them. */
  readonly #closed = new Map<string, "closed" | "frozen">();

  get entries(): readonly JournalEntryPosted[] {
    return [...this.#entries.values()];
  }

  /**
   * Writes an entry, and answers with it; booked again, it is the entry that stands. What belongs to a month that is closed is
   * booked on the first day of the next one that is open.
   *
   * @throws UnsoundEntry when it does not balance
   */
  post({ cause, loanId, day, lines }: Booking): JournalEntryPosted {
    demandSound({ lines });
    return remembered(this.#entries, `${cause.event} ${cause.id}`, () => {
      const postedOn = this.#openDay(day);
      return { entryId: newMessageId(), loanId, cause, period: postedOn.slice(0, 7), postedOn, lines };
    });
  }

  trialBalance(month: string, currency: Money["currency"]): TrialBalance {
    return trialBalanceOf(this.#entries.values(), month, currency);
  }

  close(month: string): void {
    remembered(this.#closed, month, () => "closed" as const);
  }

  /** @throws Error when a return has been drawn up from them: then they stand for good */
  reopen(month: string): void {
    if (this.#closed.get(month) === "frozen") throw new Error(`a return rests on the books of ${month}`);
    this.#closed.delete(month);
  }

  freeze(month: string): void {
    this.#closed.set(month, "frozen");
  }

  #openDay(day: string): string {
    let month = day.slice(0, 7);
    if (!this.#closed.has(month)) return day;
    while (this.#closed.has(month)) month = monthsAfter(month, 1);
    return `${month}-01`;
  }
}
