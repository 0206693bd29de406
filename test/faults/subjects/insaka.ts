import type { Broker, Delivery } from "@insaka/runtime";
import { connect, isContractError } from "@insaka/runtime";
import {
  type CreditReportRequested,
  communicationsConsumer,
  creditBureauConsumer,
  type LoanApproved,
  loanOriginationPublisher,
} from "@intellifin/contracts";
import { idleCommunications, idleCreditBureau } from "../../support/idle-handlers.js";
import type { Subject } from "../subject.js";

/**
 * Shorter than the defaults, so that a row of half-open connections ends within a minute; and without the circuit breaker, because
 * some faults fail a thousand messages in a row to see the ladder at work. The rest is as users have it.
 */
const settings = { heartbeat: 2, timeouts: { confirm: 10_000 }, circuit: { failures: 0 } } as const;

/** The generated publisher of loan-origination, the generated consumers of communications and credit-bureau. */
export const insaka: Subject = {
  id: "insaka",
  package: "@insaka/runtime",
  async startPublisher({ urls }) {
    const broker = await connect(urls("loan-origination"), { ...settings, service: "loan-origination" });
    const send = loanOriginationPublisher(broker);
    return {
      async publish({ kind, payload, id }) {
        try {
          const options = { messageId: id };
          if (kind === "loanApproved") await send.loanApproved(payload as LoanApproved, options);
          else await send.creditReportRequested(payload as CreditReportRequested, options);
          return "confirmed";
        } catch (error) {
          return isContractError(error) ? (error.outcome ?? "unknown") : "unknown";
        }
      },
      ready: () => broker.health().ready,
      close: async () => void (await broker.close({ deadlineMs: 10_000 })),
    };
  },
  async startConsumer({ urls, handle, prefetch }) {
    const brokers: Broker[] = [];
    const open = async (service: string): Promise<Broker> => {
      const broker = await connect(urls(service), { ...settings, service, prefetch });
      brokers.push(broker);
      return broker;
    };
    const take = ({ envelope, payload }: Pick<Delivery<unknown>, "envelope" | "payload">): Promise<void> =>
      handle({ queue: envelope.queue, id: envelope.messageId, payload, attempt: envelope.attempt });
    await communicationsConsumer(await open("communications"), {
      handlers: { ...idleCommunications, loanApproved: take },
    });
    await creditBureauConsumer(await open("credit-bureau"), {
      handlers: { ...idleCreditBureau, creditReportRequested: take },
    });
    return {
      ready: () => brokers.every((broker) => broker.health().ready),
      close: async () => void (await Promise.all(brokers.map((broker) => broker.close({ deadlineMs: 10_000 })))),
    };
  },
};
