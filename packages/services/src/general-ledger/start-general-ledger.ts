import { connect, newMessageId, Reject } from "@insaka/runtime";
import type { JournalEntryPosted, Money } from "@intellifin/contracts";
import { generalLedgerConsumer, generalLedgerPublisher } from "@intellifin/contracts";
import { machineTime, timeOf } from "../calendar.js";
import { Inbox } from "../inbox.js";
import { remembered } from "../remembered.js";
import type { RunningService, ServiceOptions } from "../service.js";
import { observing } from "../service.js";
import { ofDeduction, ofDisbursement, ofRepayment, ofWriteOff } from "./bookings.js";
import { Books } from "./books.js";
import type { Booking } from "./journal-entry.js";
import { UnsoundEntry } from "./journal-entry.js";
import type { TrialBalance } from "./trial-balance.js";

export interface GeneralLedger extends RunningService {
  readonly entries: readonly JournalEntryPosted[];
  /** What a month's entries add up to; in kwacha unless another currency is named. */
  trialBalance(month: string, currency?: Money["currency"]): TrialBalance;
  /** Closes a month's books in a currency, kwacha unless another is named, and says so; asked again, it is the same closing. */
  closeMonth(month: string, currency?: Money["currency"]): Promise<TrialBalance>;
  /** @throws Error when a return has been drawn up from them */
  reopenMonth(month: string): void;
}

/** Keeps the books. */
export async function startGeneralLedger(options: ServiceOptions): Promise<GeneralLedger> {
  const { today = machineTime } = options;
  const broker = await connect(options.broker, { service: "general-ledger", ...observing(options) });
  const send = generalLedgerPublisher(broker);
  const inbox = new Inbox();
  const books = new Books();

  /** Books what a message tells, and says so. An entry has one id, so said again it is the same message. */
  const book = (messageId: string, booking: () => Booking): Promise<void> =>
    inbox.once(messageId, async () => {
      const entry = sound(() => books.post(booking()));
      await inbox.once(
        entry.entryId,
        async () => void (await send.journalEntryPosted(entry, { messageId: entry.entryId })),
      );
    });

  await generalLedgerConsumer(broker, {
    handlers: {
      loanDisbursed: ({ payload, envelope }) => book(envelope.messageId, () => ofDisbursement(payload)),
      deductionConfirmed: ({ payload, envelope }) => book(envelope.messageId, () => ofDeduction(payload)),
      repaymentReceived: ({ payload, envelope }) => book(envelope.messageId, () => ofRepayment(payload)),
      loanWrittenOff: ({ payload, envelope }) => book(envelope.messageId, () => ofWriteOff(payload)),
      regulatoryReportGenerated({ payload }) {
        if (payload.trialBalanceId !== undefined) books.freeze(payload.period);
      },
    },
  });

  const closings = new Map<string, TrialBalance & { trialBalanceId: string; closedAt: string }>();
  return {
    get entries() {
      return books.entries;
    },
    trialBalance: (month, currency = "ZMW") => books.trialBalance(month, currency),
    async closeMonth(month, currency = "ZMW") {
      books.close(month);
      const closing = remembered(closings, `${month} ${currency}`, () => {
        const ids = { trialBalanceId: newMessageId(), closedAt: timeOf(today()) };
        return { ...ids, ...books.trialBalance(month, currency) };
      });
      const { trialBalanceId: messageId } = closing;
      await inbox.once(messageId, async () => void (await send.trialBalanceClosed(closing, { messageId })));
      return closing;
    },
    reopenMonth(month) {
      books.reopen(month);
      for (const key of closings.keys()) if (key.startsWith(month)) closings.delete(key);
    },
    close: () => broker.close(),
  };
}

/** Whatever does not balance today will not balance tomorrow: it goes to the dead letters, for a person to look at. */
function sound(post: () => JournalEntryPosted): JournalEntryPosted {
  try {
    return post();
  } catch (error) {
    if (error instanceof UnsoundEntry) throw new Reject("entry-does-not-balance");
    if (error instanceof RangeError) throw new Reject("money-does-not-add-up");
    throw error;
  }
}
