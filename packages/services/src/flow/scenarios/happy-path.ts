import type { LoanDisbursed } from "@intellifin/contracts";
import { ACCOUNT } from "../../general-ledger/chart-of-accounts.js";
import { MWILA } from "../people.js";
import type { Check, Scenario } from "../scenario.js";
import type { Stage } from "../stage.js";
import { balanceOf, balances } from "./books.js";
import { apply, disbursed, type Enrolled, enrol, entriesOf, handled } from "./steps.js";

const TERM_MONTHS = 3;

/** From the first visit to the last instalment and the return to the regulator; all ten services take part. */
export const happyPath: Scenario = {
  name: "happy-path",
  title: "A loan's whole life: application, approval, payroll deductions, repayment, books, regulator",
  async play(stage) {
    await staff(stage);
    const client = await enrol(stage, MWILA);
    const result = await apply(stage, MWILA, client, ["12500.00", TERM_MONTHS]);
    const loan = await disbursed(stage, result);
    await repay(stage, loan);
    const period = loan.disbursedAt.slice(0, 7);
    const frozen = await closeBooks(stage, period);
    await moveHouse(stage, client);
    const entries = entriesOf(stage, loan.loanId);
    const { totalPaid } = await settlement(stage, loan.loanId);
    return [
      { what: "the client got an account to sign in with", ok: hasAccount(stage, client) },
      {
        what: "the application was accepted, with a reference, by a reply",
        ok: result.accepted && result.reference !== undefined,
      },
      ...pushes(stage, loan.loanId),
      {
        what: "the deductions paid back what was lent, with its interest, to the ngwee",
        ok: totalPaid === loan.totalRepayable.amount,
      },
      { what: "every journal entry balances", ok: balances(entries) && entries.length === 1 + 2 * TERM_MONTHS },
      { what: "nothing is owed any more in the books", ok: balanceOf(entries, ACCOUNT.loans) === 0n },
      { what: "the borrower was told of each step: taken, approved, paid out, each instalment", ok: texts(stage) },
      { what: "the month's return rests on closed books, which stay closed", ok: frozen },
      { what: "all ten services took part", ok: actors(stage).size === 10 },
    ];
  },
};

async function staff(stage: Stage): Promise<void> {
  await stage.scene("The lender takes on a loan officer");
  const officer = await stage.identity.registerStaff("Thandiwe", "Zulu");
  const administrator = await stage.identity.registerStaff("Bwalya", "Mumba");
  await stage.identity.assignRole(officer.userId, "loan-officer", administrator.userId);
}

/** Each month's payroll deducts an instalment; the last one settles the loan, and the payroll stops. */
async function repay(stage: Stage, { loanId, schedule }: LoanDisbursed): Promise<void> {
  for (const [index, { dueOn }] of schedule.entries()) {
    const month = dueOn.slice(0, 7);
    await stage.scene(`The payroll of ${month} runs`);
    stage.time.toEndOf(month);
    await stage.pmec.runPayroll(month);
    // What is booked for an instalment: that it was deducted, and that it was allocated to the loan.
    await stage.log.until(
      `the books of instalment ${index + 1}`,
      () => entriesOf(stage, loanId).length === 1 + 2 * (index + 1),
    );
  }
}

async function settlement(stage: Stage, loanId: string): Promise<{ readonly totalPaid: string }> {
  await stage.log.settled(
    "the end of deductions",
    ({ queue, outcome }) => queue === "pmec.loan-settled" && outcome === "ack",
  );
  return { totalPaid: stage.collections.loan(loanId)?.paid.amount ?? "" };
}

/** Closes a month: its return is drawn up from the books, and they cannot be opened again. */
async function closeBooks(stage: Stage, period: string): Promise<boolean> {
  await stage.scene(`The accountant closes the books of ${period}`);
  await stage.generalLedger.closeMonth(period);
  const { generated } = await stage.log.until("the return", () =>
    stage.reporting.reports.find((report) => report.generated.period === period),
  );
  await handled(stage, "general-ledger.regulatory-report-generated", generated.reportId);
  try {
    stage.generalLedger.reopenMonth(period);
    return false;
  } catch {
    return true;
  }
}

async function moveHouse(stage: Stage, { clientId }: Enrolled): Promise<void> {
  await stage.scene(`${MWILA.name} moves to Kitwe`);
  const address = { line: "Plot 12, Parklands", town: "Kitwe", province: "copperbelt" } as const;
  await stage.clientManagement.changeDetails(clientId, { changed: ["address"], address });
}

function pushes(stage: Stage, loanId: string): readonly Check[] {
  return stage.gateways.map(({ sessions }, index) => ({
    what: `gateway ${index + 1} pushed the approval and the disbursement to her session`,
    ok: ["loan-approved", "loan-disbursed"].every((what) =>
      sessions.pushed.some((push) => push.what === what && push.loanId === loanId),
    ),
  }));
}

function hasAccount(stage: Stage, { clientId }: Enrolled): boolean {
  const account = stage.identity.account(clientId);
  return account !== undefined && stage.clientManagement.client(clientId)?.userId === account.userId;
}

function texts(stage: Stage): boolean {
  return stage.sms.textsTo(MWILA.client.phone).length === 3 + TERM_MONTHS;
}

/** Services that sent or handled something. */
function actors(stage: Stage): ReadonlySet<string> {
  return new Set(stage.log.events.filter(({ event }) => event.type === "settled").map(({ service }) => service));
}
