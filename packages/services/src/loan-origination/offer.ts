import type { LoanApplicationRefused, Money, SubmitLoanApplication } from "@intellifin/contracts";
import { compare, minorUnits, moneyOf, split } from "../money.js";

/** What the lender offers: loans in kwacha to people whose pay is in kwacha. */
export const OFFER = {
  currency: "ZMW",
  smallest: { amount: "500.00", currency: "ZMW" },
  largest: { amount: "250000.00", currency: "ZMW" },
  longestTermMonths: 48,
  /** Of the principal, for each year of the term: flat, so that every instalment is the same. */
  interestPercentPerYear: 20,
  /** The share of the net pay that an instalment may take, so that the borrower can live on the rest. */
  instalmentPercentOfNetPay: 60,
} as const;

const MONTHS_PER_YEAR = 12n;
const PERCENT = 100n;

/** Why an application for this is not even taken, or undefined when it is on offer. */
export function notOffered(asked: SubmitLoanApplication): Omit<LoanApplicationRefused, "applicationId"> | undefined {
  const { principal, termMonths, employment } = asked;
  if (principal.currency !== OFFER.currency || employment.netPay.currency !== OFFER.currency)
    return { reason: "currency-not-offered" };
  const { smallest, largest } = OFFER;
  if (compare(principal, smallest) < 0 || compare(principal, largest) > 0)
    return { reason: "amount-not-offered", smallest, largest };
  if (termMonths > OFFER.longestTermMonths) return { reason: "term-not-offered" };
  return undefined;
}

/** The principal and its interest; a fraction of a ngwee is charged as one. */
export function totalRepayable(principal: Money, termMonths: number): Money {
  const units = minorUnits(principal);
  const whole = PERCENT * MONTHS_PER_YEAR;
  const interest = units * BigInt(OFFER.interestPercentPerYear) * BigInt(termMonths);
  return moneyOf(units + (interest + whole - 1n) / whole, principal.currency);
}

/** Whether the largest instalment leaves enough of the net pay. Both must be in one currency, as {@link notOffered} sees to. */
export function isAffordable(total: Money, termMonths: number, netPay: Money): boolean {
  const largest = split(total, termMonths).reduce((most, each) => (compare(each, most) > 0 ? each : most));
  return minorUnits(largest) * PERCENT <= minorUnits(netPay) * BigInt(OFFER.instalmentPercentOfNetPay);
}
