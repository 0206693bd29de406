import type { SettledEvent, SettleOutcome } from "../runtime-event.js";
import type { TransportDelivery } from "../transport/transport.js";
import { readOrigin } from "./envelope.js";
import { countHeader, HEADER } from "./headers.js";

/** What became of a delivery, besides its outcome. */
export interface SettledFacts {
  readonly readAs?: number | undefined;
  readonly step?: string | undefined;
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
}

/** The event by which an observer learns what became of a delivery. */
export function settledEvent(
  queue: string,
  delivery: TransportDelivery,
  outcome: SettleOutcome,
  facts: SettledFacts = {},
): SettledEvent {
  const { headers, properties, redelivered } = delivery;
  return {
    type: "settled",
    queue,
    message: properties.type,
    version: countHeader(headers, HEADER.version),
    readAs: facts.readAs,
    messageId: properties.messageId,
    sender: properties.appId,
    ...readOrigin(delivery),
    attempt: countHeader(headers, HEADER.attempt) ?? 1,
    redelivered,
    outcome,
    step: facts.step,
    reason: facts.reason,
    detail: facts.detail,
  };
}
