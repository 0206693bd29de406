import { newMessageId } from "@insaka/runtime";
import type { DeductionFailed, LoanDisbursed } from "@intellifin/contracts";
import { monthsAfter } from "../../calendar.js";
import { outstanding } from "../../collections/loan.js";
import { ACCOUNT } from "../../general-ledger/chart-of-accounts.js";
import { minorUnits } from "../../money.js";
import type { Settled } from "../event-log.js";
import { NATASHA } from "../people.js";
import type { Scenario } from "../scenario.js";
import type { Stage } from "../stage.js";
import { balanceOf, balances } from "./books.js";
import { apply, disbursed, enrol, entriesOf } from "./steps.js";

/** The payroll cannot deduct; reminders, a promise that is not kept, and half a year later the loan is written off. */
export const latePayer: Scenario = {
  name: "late-payer",
  title: "A borrower who stops paying: failed deductions, reminders, a promise, and a loan that is written off",
  async play(stage) {
    const loan = await disbursed(stage, await apply(stage, NATASHA, await enrol(stage, NATASHA), ["6000.00", 6]));
    const [first = "", second = ""] = loan.schedule.map(({ dueOn }) => dueOn.slice(0, 7));
    const reminder = await fail(stage, loan, first, "net-pay-too-low");
    await stage.scene(`${NATASHA.name} promises to pay, on the telephone`);
    const amount = loan.schedule[0]?.amount ?? loan.totalRepayable;
    const payBy = `${second}-15`;
    const promise = { amount, payBy, madeThrough: "call", recordedBy: newMessageId() } as const;
    await stage.collections.recordPromise(loan.loanId, promise);
    await stage.scene("Her telephone is cut off");
    stage.sms.disconnect(NATASHA.client.phone);
    await fail(stage, loan, second, "off-the-payroll");
    await writeOff(stage, loan, monthsAfter(second, 5));
    const entries = entriesOf(stage, loan.loanId);
    return [
      {
        what: "the reminder was sent as version 1, and read as version 2",
        ok: reminder.version === 1 && reminder.readAs === 2,
      },
      { what: "she was told what failed and what is due", ok: reminded(stage) },
      { what: "texts to a dead number are said to have failed", ok: failures(stage) === 2 },
      { what: "what was outstanding was written off, in balanced entries", ok: balances(entries) },
      { what: "the loss is what was lent, with its interest", ok: lost(entries) === minorUnits(loan.totalRepayable) },
      { what: "the debt itself remains", ok: owed(stage, loan) === loan.totalRepayable.amount },
    ];
  },
};

/** Runs a month's payroll that fails for her alone; resolves when communications has dealt with the reminder. */
async function fail(
  stage: Stage,
  loan: LoanDisbursed,
  month: string,
  reason: DeductionFailed["reason"],
): Promise<Settled> {
  await stage.scene(`The payroll of ${month} cannot deduct her instalment: ${reason}`);
  stage.time.toEndOf(month);
  const before = reminders(stage).length;
  await stage.pmec.runPayroll(month, (number) => (number === NATASHA.employment.employeeNumber ? reason : "deducted"));
  return await stage.log.until(`the reminder of ${month} for ${loan.loanId}`, () => reminders(stage)[before]);
}

function reminders(stage: Stage): readonly Settled[] {
  return stage.log.events.flatMap(({ event }) =>
    event.type === "settled" && event.queue === "communications.loan-overdue" && event.outcome === "ack" ? [event] : [],
  );
}

async function writeOff(stage: Stage, { loanId }: LoanDisbursed, month: string): Promise<void> {
  stage.time.toEndOf(month);
  await stage.scene("Half a year later the lender gives up");
  await stage.collections.writeOff(loanId, { reason: "not-to-be-found", approvedBy: newMessageId() });
  await stage.log.until("the loss in the books", () => lost(entriesOf(stage, loanId)) > 0n);
  await stage.reporting.generateReport("loan-classification", month);
}

function lost(entries: Stage["generalLedger"]["entries"]): bigint {
  return balanceOf(entries, ACCOUNT.writtenOff);
}

function reminded(stage: Stage): boolean {
  const texts = stage.sms.textsTo(NATASHA.client.phone);
  return ["was not deducted", "is overdue"].every((part) => texts.some((text) => text.includes(part)));
}

function failures(stage: Stage): number {
  return stage.log.events.filter(({ event }) => event.type === "published" && event.message === "NotificationFailed")
    .length;
}

function owed(stage: Stage, { loanId }: LoanDisbursed): string {
  const loan = stage.collections.loan(loanId);
  return loan?.status === "written-off" ? outstanding(loan).amount : "";
}
