import { connect, newMessageId } from "@insaka/runtime";
import type { LoanWrittenOff, PromiseToPayRecorded, RepaymentReceived } from "@intellifin/contracts";
import { collectionsConsumer, collectionsPublisher } from "@intellifin/contracts";
import { dayOf, machineTime, timeOf } from "../calendar.js";
import { Inbox } from "../inbox.js";
import type { RunningService, ServiceOptions } from "../service.js";
import { observing } from "../service.js";
import type { Loan } from "./loan.js";
import { LoanBook, type Taken } from "./loan-book.js";

export type NewPromise = Pick<PromiseToPayRecorded, "amount" | "payBy" | "madeThrough" | "recordedBy">;

/** Money that comes in by another way than the payroll, today unless a day is given. */
export type CounterPayment = Pick<RepaymentReceived, "amount" | "reference"> & {
  readonly method: Exclude<RepaymentReceived["method"], "payroll-deduction">;
  readonly receivedOn?: string;
};

export interface Collections extends RunningService {
  loan(loanId: string): Loan | undefined;
  /** @throws Error for a loan that is not known or not in arrears */
  recordPromise(loanId: string, promise: NewPromise): Promise<PromiseToPayRecorded>;
  /** @throws Error for a loan that is not known */
  takePayment(loanId: string, payment: CounterPayment): Promise<RepaymentReceived>;
  /** Gives up what is outstanding; once, however often it is asked. @throws Error when nothing is */
  writeOff(loanId: string, why: Pick<LoanWrittenOff, "reason" | "approvedBy">): Promise<LoanWrittenOff>;
}

/** Takes in what is owed, and follows up what is late. */
export async function startCollections(options: ServiceOptions): Promise<Collections> {
  const { today = machineTime } = options;
  const broker = await connect(options.broker, { service: "collections", ...observing(options) });
  const send = collectionsPublisher(broker);
  const inbox = new Inbox();
  const book = new LoanBook();

  const tell = async ({ repayment, settled }: Taken, settledId: string): Promise<void> => {
    const { applicationId: correlationId, repaymentId: messageId } = repayment;
    await send.repaymentReceived(repayment, { messageId, correlationId });
    if (settled !== undefined) await send.loanSettled(settled, { messageId: settledId, correlationId });
  };

  await collectionsConsumer(broker, {
    handlers: {
      async loanDisbursed({ payload, envelope }) {
        await inbox.once(envelope.messageId, () => book.open(payload));
      },
      async deductionConfirmed({ payload, envelope, retryLater }) {
        const { loanId, confirmationId, amount, deductedOn: receivedOn } = payload;
        // It comes by another queue than the loan's own news, and may be here first.
        if (book.loan(loanId) === undefined) throw retryLater(undefined, "loan not known yet");
        await inbox.once(envelope.messageId, (outgoingId) => {
          const payment = { amount, method: "payroll-deduction", receivedOn, confirmationId } as const;
          return inbox.once(confirmationId, () =>
            tell(book.take(loanId, confirmationId, payment), outgoingId("loan-settled")),
          );
        });
      },
      async deductionFailed({ payload, envelope, retryLater }) {
        if (book.loan(payload.loanId) === undefined) throw retryLater(undefined, "loan not known yet");
        await inbox.once(envelope.messageId, () => {
          const overdue = book.miss(payload, dayOf(today()));
          if (overdue === undefined) return;
          const { overdueId: messageId, applicationId: correlationId } = overdue;
          return inbox.once(
            messageId,
            async () => void (await send.loanOverdue(overdue, { messageId, correlationId })),
          );
        });
      },
    },
  });

  return {
    loan: (loanId) => book.loan(loanId),
    async recordPromise(loanId, promise) {
      const { applicationId } = book.demand(loanId).terms;
      const promiseId = newMessageId();
      const recorded = { ...promise, promiseId, loanId, applicationId, recordedAt: timeOf(today()) };
      book.promise(recorded);
      await send.promiseToPayRecorded(recorded, { messageId: promiseId, correlationId: applicationId });
      return recorded;
    },
    async takePayment(loanId, payment) {
      const taken = book.take(loanId, newMessageId(), { receivedOn: dayOf(today()), ...payment });
      await tell(taken, newMessageId());
      return taken.repayment;
    },
    async writeOff(loanId, why) {
      const writtenOff = book.writeOff(loanId, { ...why, writtenOffOn: dayOf(today()) });
      const correlationId = writtenOff.applicationId;
      await inbox.once(`write-off ${loanId}`, async (outgoingId) => {
        await send.loanWrittenOff(writtenOff, { messageId: outgoingId("loan-written-off"), correlationId });
      });
      return writtenOff;
    },
    close: () => broker.close(),
  };
}
