import type { BrokerLink } from "../broker.js";
import { settledEvent } from "../message/settled-event.js";
import type { SettleOutcome } from "../runtime-event.js";
import type { TransportDelivery } from "../transport/transport.js";
import type { Judged } from "./delivery-judge.js";

/** Tells the observer what became of a delivery. */
export function tellSettled(
  link: BrokerLink,
  queue: string,
  delivery: TransportDelivery,
  outcome: SettleOutcome,
  judged?: Judged,
): void {
  if (!link.isObserved) return;
  const disposition = judged?.disposition;
  const failure = disposition === undefined || disposition.action === "ack" ? undefined : disposition.failure;
  const facts = {
    readAs: judged?.readAs,
    step: disposition?.action === "retry" ? disposition.step : undefined,
    reason: failure?.reason,
    detail: failure?.detail,
  };
  link.observe(settledEvent(queue, delivery, outcome, facts));
}

/** Tells the observer that a message has failed and is tried again in place. */
export function tellParked(link: BrokerLink, queue: string, as: TransportDelivery, { disposition }: Judged): void {
  if (disposition.action !== "retry") return;
  const { message, messageId, attempt } = settledEvent(queue, as, "retry");
  const { step, failure } = disposition;
  const { reason, detail } = failure;
  link.observe({ type: "parked", queue, message, messageId, attempt, step, reason, detail });
}
