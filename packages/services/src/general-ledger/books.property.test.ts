import { newMessageId } from "@insaka/runtime";
import { createTestBroker } from "@insaka/runtime/testing";
import type { JournalEntryPosted as Entry, Money } from "@intellifin/contracts";
import { collectionsPublisher, loanOriginationPublisher, pmecPublisher } from "@intellifin/contracts";
import { definitions } from "@intellifin/contracts/definitions";
import fc from "fast-check";
import { expect, test } from "vitest";
import { add, minorUnits, moneyOf } from "../money.js";
import { ofDeduction, ofDisbursement, ofRepayment, ofWriteOff } from "./bookings.js";
import { Books } from "./books.js";
import type { Booking } from "./journal-entry.js";
import { startGeneralLedger } from "./start-general-ledger.js";

/** What may happen to a loan, in the events' own payloads. */
type Happening =
  | { readonly kind: "disbursed"; readonly payload: Parameters<typeof ofDisbursement>[0] }
  | { readonly kind: "deducted"; readonly payload: Parameters<typeof ofDeduction>[0] }
  | { readonly kind: "repaid"; readonly payload: Parameters<typeof ofRepayment>[0] }
  | { readonly kind: "written-off"; readonly payload: Parameters<typeof ofWriteOff>[0] };

const uuid = fc.uuid({ version: 7 });
const currency = fc.constantFrom<Money["currency"]>("ZMW", "USD");
const units = fc.bigInt({ min: 1n, max: 10n ** 14n });
const day = fc
  .integer({ min: 0, max: 120 })
  .map((days) => new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10));
const method = fc.constantFrom("payroll-deduction", "cash", "bank-transfer", "mobile-money", "debit-order", "other");

/** A loan, and a few of the things that can happen to it; amounts are whatever they are, down to one ngwee. */
const loan: fc.Arbitrary<readonly Happening[]> = fc
  .record({
    loanId: uuid,
    applicationId: uuid,
    clientId: uuid,
    other: uuid,
    currency,
    principal: units,
    interest: fc.oneof(fc.constant(0n), units),
  })
  .chain(({ currency: in_, principal, interest, other, ...ids }) => {
    const amount = units.map((each) => moneyOf(each, in_));
    const money = moneyOf(principal, in_);
    const { clientId, ...of } = ids;
    const phone = "+260971234567";
    const disbursed = day.map(
      (on): Happening => ({
        kind: "disbursed",
        payload: {
          ...ids,
          phone,
          principal: money,
          totalRepayable: add(money, moneyOf(interest, in_)),
          schedule: [{ dueOn: on, amount: money }],
          paidTo: { kind: "mobile-wallet", institution: "MTN", number: "0961234567" },
          disbursedAt: `${on}T12:00:00+02:00`,
        },
      }),
    );
    const deducted = fc.record({ confirmationId: uuid, amount, deductedOn: day }).map(
      (each): Happening => ({
        kind: "deducted",
        payload: { ...of, ...each, deductionId: other, instalment: 1, payrollMonth: each.deductedOn.slice(0, 7) },
      }),
    );
    const repaid = fc.record({ repaymentId: uuid, amount, receivedOn: day, method }).map(
      (each): Happening => ({
        kind: "repaid",
        payload: { ...of, phone, ...each } as Parameters<typeof ofRepayment>[0],
      }),
    );
    const writtenOff = fc.record({ outstanding: amount, writtenOffOn: day }).map(
      (each): Happening => ({
        kind: "written-off",
        payload: { ...of, clientId, ...each, reason: "not-to-be-found", approvedBy: other },
      }),
    );
    const happenings = fc.oneof(disbursed, deducted, repaid, writtenOff);
    return fc.tuple(disbursed, fc.array(happenings, { maxLength: 6 })).map(([first, more]) => [first, ...more]);
  });

/** Loans' happenings, each told once to three times, in any order. */
const told = fc
  .array(loan, { minLength: 1, maxLength: 4 })
  .map((loans) => loans.flat())
  .chain((happened) =>
    fc
      .tuple(
        ...happened.map((each) => fc.integer({ min: 1, max: 3 }).map((times) => Array<Happening>(times).fill(each))),
      )
      .chain((copies) => fc.shuffledSubarray(copies.flat(), { minLength: copies.flat().length }))
      .map((order) => ({ happened, order })),
  );

function bookingOf(happening: Happening): Booking {
  switch (happening.kind) {
    case "disbursed":
      return ofDisbursement(happening.payload);
    case "deducted":
      return ofDeduction(happening.payload);
    case "repaid":
      return ofRepayment(happening.payload);
    case "written-off":
      return ofWriteOff(happening.payload);
  }
}

function demandBalanced(
  entries: readonly Entry[],
  balanceOf: (month: string, in_: Money["currency"]) => Balance,
): void {
  for (const { lines } of entries) {
    const sum = (side: string): bigint =>
      lines.filter((line) => line.side === side).reduce((total, line) => total + minorUnits(line.amount), 0n);
    expect(sum("debit")).toBe(sum("credit"));
  }
  for (const month of new Set(entries.map(({ period }) => period))) {
    for (const in_ of ["ZMW", "USD"] as const) {
      const { accounts, total } = balanceOf(month, in_);
      const sum = (side: "debit" | "credit"): bigint =>
        accounts.reduce((units_, account) => units_ + minorUnits(account[side]), 0n);
      expect([sum("debit"), sum("credit")]).toEqual([minorUnits(total), minorUnits(total)]);
    }
  }
}

interface Balance {
  readonly accounts: readonly { readonly account: string; readonly debit: Money; readonly credit: Money }[];
  readonly total: Money;
}

/** Who told it first decides which of two loans' write-offs stands: only the first telling of a cause counts. */
function causes(order: readonly Happening[]): ReadonlySet<string> {
  return new Set(order.map(bookingOf).map(({ cause }) => `${cause.event} ${cause.id}`));
}

test("debits equal credits in every entry and every trial balance, whatever is told how often and in whatever order", () => {
  fc.assert(
    fc.property(told, ({ order }) => {
      const books = new Books();
      for (const happening of order) books.post(bookingOf(happening));
      expect(books.entries).toHaveLength(causes(order).size);
      demandBalanced(books.entries, (month, in_) => books.trialBalance(month, in_));
    }),
    { numRuns: 1_000 },
  );
});

test("the same when the messages come over a broker, under the same ids and under others", async () => {
  const property = fc.asyncProperty(told, fc.boolean(), async ({ order }, sameIds) => {
    const t = createTestBroker({ definitions });
    const ledger = await startGeneralLedger({ broker: t.provider });
    const origination = loanOriginationPublisher(await t.connect("loan-origination"));
    const pmec = pmecPublisher(await t.connect("pmec"));
    const collections = collectionsPublisher(await t.connect("collections"));
    const ids = new Map<Happening, string>();
    for (const happening of order) {
      const messageId = (sameIds ? ids.get(happening) : undefined) ?? newMessageId();
      ids.set(happening, messageId);
      const { kind, payload } = happening;
      if (kind === "disbursed") await origination.loanDisbursed(payload, { messageId });
      else if (kind === "deducted") await pmec.deductionConfirmed(payload, { messageId });
      else if (kind === "repaid") await collections.repaymentReceived(payload, { messageId });
      else await collections.loanWrittenOff(payload, { messageId });
    }
    await t.idle();
    expect(ledger.entries).toHaveLength(causes(order).size);
    expect(t.deadLettered.count).toBe(0);
    demandBalanced(ledger.entries, ledger.trialBalance);
    await t.close();
  });
  await fc.assert(property, { numRuns: 50 });
});
