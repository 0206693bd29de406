/** Tells the time of now. Decisions go by nothing else, so that whoever runs a service can say what day it is. */
export type Today = () => Date;

export const machineTime: Today = () => new Date();

/** Zambia keeps Central Africa Time all year: UTC+2, without summer time. */
const OFFSET = "+02:00";
const OFFSET_MS = 2 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The time as it stands in messages, to the second, with Zambia's offset: `2026-03-02T08:40:00+02:00`. */
export function timeOf(date: Date): string {
  return `${inZambia(date).toISOString().slice(0, 19)}${OFFSET}`;
}

/** The day in Zambia: `2026-03-02`. */
export function dayOf(date: Date): string {
  return inZambia(date).toISOString().slice(0, 10);
}

/** The month in Zambia: `2026-03`. */
export function monthOf(date: Date): string {
  return dayOf(date).slice(0, 7);
}

/** @param days - a whole number, before or after */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days `later` comes after `earlier`; negative when it comes before. */
export function daysBetween(earlier: string, later: string): number {
  return Math.round((Date.parse(later) - Date.parse(earlier)) / DAY_MS);
}

/** @param months - a whole number, before or after */
export function monthsAfter(month: string, months: number): string {
  return firstDayAfter(month, months).toISOString().slice(0, 7);
}

/** The last day of a month: `2026-02` ends on `2026-02-28`. */
export function lastDayOf(month: string): string {
  return daysAfter(firstDayAfter(month, 1).toISOString().slice(0, 10), -1);
}

function firstDayAfter(month: string, months: number): Date {
  const day = new Date(Date.parse(`${month}-01`));
  day.setUTCMonth(day.getUTCMonth() + months);
  return day;
}

function inZambia(date: Date): Date {
  return new Date(date.getTime() + OFFSET_MS);
}
