import { dayOf, daysAfter, lastDayOf, type Today } from "../calendar.js";

/** The time of the story, which scenarios turn on: what takes a lender months is told in seconds. It never goes back. */
export class StoryTime {
  #now = new Date("2026-03-02T08:00:00+02:00");

  /** For services: what they take for today. */
  readonly today: Today = () => this.#now;

  get day(): string {
    return dayOf(this.#now);
  }

  /** Goes on to the morning after a month has ended. */
  toEndOf(month: string): void {
    const morning = new Date(`${daysAfter(lastDayOf(month), 1)}T08:00:00+02:00`);
    if (morning > this.#now) this.#now = morning;
  }
}
