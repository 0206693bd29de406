import { newMessageId } from "@insaka/runtime";
import { createTestBroker } from "@insaka/runtime/testing";
import type { LoanApproved, LoanSettled } from "@intellifin/contracts";
import {
  collectionsPublisher,
  DeductionConfirmed,
  DeductionFailed,
  DeductionScheduled,
  loanOriginationPublisher,
} from "@intellifin/contracts";
import { definitions } from "@intellifin/contracts/definitions";
import { expect, test } from "vitest";
import { startPmec } from "./start-pmec.js";

const zmw = (amount: string) => ({ amount, currency: "ZMW" }) as const;

function approval(changes: Partial<LoanApproved> = {}): LoanApproved {
  return {
    loanId: newMessageId(),
    applicationId: newMessageId(),
    clientId: newMessageId(),
    principal: zmw("900.00"),
    totalRepayable: zmw("1000.00"),
    termMonths: 3,
    phone: "+260971234567",
    employeeNumber: "20114873",
    firstDeduction: "2026-01",
    ...changes,
  };
}

function settlement({ loanId, applicationId }: LoanApproved): LoanSettled {
  return {
    loanId,
    applicationId,
    clientId: newMessageId(),
    totalPaid: zmw("1000.00"),
    settledOn: "2026-02-10",
    how: "early",
  };
}

async function bench() {
  const t = createTestBroker({ definitions });
  const pmec = await startPmec({ broker: t.provider });
  const lending = loanOriginationPublisher(await t.connect("loan-origination"));
  const collections = collectionsPublisher(await t.connect("collections"));
  const approve = async (loan: LoanApproved, messageId: string = newMessageId()) => {
    await lending.loanApproved(loan, { messageId, correlationId: loan.applicationId });
    await t.idle();
  };
  return { t, pmec, approve, collections };
}

test("an approved loan is deducted at the end of each month, in parts that add up", async () => {
  const { t, pmec, approve } = await bench();
  const loan = approval();
  await approve(loan);
  const scheduled = await t.published.next(DeductionScheduled);
  expect(scheduled).toMatchObject({
    version: 2,
    correlationId: loan.applicationId,
    payload: {
      loanId: loan.loanId,
      applicationId: loan.applicationId,
      employeeNumber: "20114873",
      total: zmw("1000.00"),
      schedule: [
        { dueOn: "2026-01-31", amount: zmw("333.34") },
        { dueOn: "2026-02-28", amount: zmw("333.33") },
        { dueOn: "2026-03-31", amount: zmw("333.33") },
      ],
    },
  });
  expect(pmec.schedule(loan.loanId)).toEqual(scheduled.payload);
  await t.close();
});

test("a loan that is approved twice has one deduction", async () => {
  const { t, approve } = await bench();
  const loan = approval();
  const messageId = newMessageId();
  for (const id of [messageId, messageId, newMessageId()]) await approve(loan, id);
  expect(t.published.all(DeductionScheduled)).toHaveLength(1);
  await t.close();
});

test("a deduction that could not be announced is announced by the next attempt, the same", async () => {
  const { t, pmec, approve } = await bench();
  const loan = approval();
  t.memory.deleteExchange("pmec");
  await approve(loan);
  const made = pmec.schedule(loan.loanId);
  t.memory.importDefinitions(definitions);
  await t.advance("5s");
  expect((await t.published.next(DeductionScheduled)).payload).toEqual(made);
  await t.close();
});

test.each(["employeeNumber", "termMonths", "totalRepayable", "firstDeduction"] as const)(
  "an approval without %s is no loan to deduct, and its settlement none to stop",
  async (missing) => {
    const { t, pmec, approve, collections } = await bench();
    const { [missing]: _, ...loan } = approval();
    await approve(loan);
    await collections.loanSettled(settlement(loan));
    await t.idle();
    expect(pmec.schedule(loan.loanId)).toBeUndefined();
    expect(t.published.all(DeductionScheduled)).toEqual([]);
    expect(t.memory.messages("pmec.wait.5s")).toEqual([]);
    await t.close();
  },
);

test("a payroll confirms each instalment once, also when the month is run again", async () => {
  const { t, pmec, approve } = await bench();
  const [first, second] = [approval(), approval({ termMonths: 1 })];
  await approve(first);
  await approve(second);
  const runs = await Promise.all([pmec.runPayroll("2026-01"), pmec.runPayroll("2026-01")]);
  runs.push(await pmec.runPayroll("2026-01", () => "off-the-payroll"));
  expect(runs).toEqual([
    { confirmed: 2, failed: 0 },
    { confirmed: 2, failed: 0 },
    { confirmed: 2, failed: 0 },
  ]);
  const confirmed = t.published.all(DeductionConfirmed);
  expect(confirmed.map(({ payload }) => payload)).toEqual([
    {
      confirmationId: expect.any(String),
      deductionId: pmec.schedule(first.loanId)?.deductionId,
      loanId: first.loanId,
      applicationId: first.applicationId,
      instalment: 1,
      amount: zmw("333.34"),
      payrollMonth: "2026-01",
      deductedOn: "2026-01-31",
    },
    expect.objectContaining({ loanId: second.loanId, instalment: 1, amount: zmw("1000.00") }),
  ]);
  expect(confirmed.map(({ correlationId }) => correlationId)).toEqual([first.applicationId, second.applicationId]);
  expect(t.published.all(DeductionFailed)).toEqual([]);
  expect(await pmec.runPayroll("2025-12")).toEqual({ confirmed: 0, failed: 0 });
  await t.close();
});

test("a payroll that cannot deduct says why, and where the borrower is told", async () => {
  const { t, pmec, approve } = await bench();
  const loan = approval();
  await approve(loan);
  expect(await pmec.runPayroll("2026-02", () => "net-pay-too-low")).toEqual({ confirmed: 0, failed: 1 });
  expect((await t.published.next(DeductionFailed)).payload).toMatchObject({
    loanId: loan.loanId,
    phone: loan.phone,
    instalment: 2,
    amount: zmw("333.33"),
    payrollMonth: "2026-02",
    dueOn: "2026-02-28",
    reason: "net-pay-too-low",
  });
  await t.close();
});

test("an instalment that could not be confirmed is confirmed by the next run, the same", async () => {
  const { t, pmec, approve, collections } = await bench();
  const loan = approval();
  await approve(loan);
  t.memory.deleteExchange("pmec");
  await expect(pmec.runPayroll("2026-01")).rejects.toMatchObject({ code: "exchange-missing" });
  t.memory.importDefinitions(definitions);
  // Deducted is deducted, whatever becomes of the loan meanwhile, and whatever the payroll says later.
  await collections.loanSettled(settlement(loan));
  await t.idle();
  await pmec.runPayroll("2026-01", () => "off-the-payroll");
  await pmec.runPayroll("2026-01");
  expect(t.published.all(DeductionConfirmed)).toHaveLength(1);
  expect(t.published.all(DeductionFailed)).toEqual([]);
  await t.close();
});

test("nothing is deducted for a loan that is settled, however often that is said", async () => {
  const { t, pmec, approve, collections } = await bench();
  const loan = approval();
  await approve(loan);
  await pmec.runPayroll("2026-01");
  const messageId = newMessageId();
  await collections.loanSettled(settlement(loan), { messageId });
  await collections.loanSettled(settlement(loan), { messageId });
  await t.idle();
  expect(await pmec.runPayroll("2026-02")).toEqual({ confirmed: 0, failed: 0 });
  expect(t.published.all(DeductionConfirmed)).toHaveLength(1);
  await t.close();
});

test("a settlement that overtakes the approval waits for it", async () => {
  const { t, pmec, approve, collections } = await bench();
  const loan = approval();
  await collections.loanSettled(settlement(loan));
  await t.idle();
  await approve(loan);
  await t.advance("5s");
  expect(await pmec.runPayroll("2026-01")).toEqual({ confirmed: 0, failed: 0 });
  await t.close();
});
