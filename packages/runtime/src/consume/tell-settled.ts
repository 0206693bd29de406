import type { BrokerLink } from "../broker.js";
import { settledEvent } from "../message/settled-event.js";
import type { SettleOutcome } from "../runtime-event.js";
import type { TransportDelivery } from "../transport/transport.js";
import type { Judged, Settled } from "./delivery-judge.js";

/** Tells the observer what became of a delivery. */
export function tellSettled(
  link: BrokerLink,
  queue: string,
  delivery: TransportDelivery,
  outcome: SettleOutcome,
  judged?: Settled,
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
  if (disposition.action !== "retry" && disposition.action !== "again") return;
  const { message, messageId, attempt } = settledEvent(queue, as, "retry");
  const { reason, detail } = disposition.failure;
  const facts = { queue, message, messageId, attempt, reason, detail };
  if (disposition.action === "again") link.observe({ type: "retried-in-place", ...facts });
  else link.observe({ type: "parked", step: disposition.step, ...facts });
}
