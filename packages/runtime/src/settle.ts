import { backoff, pause } from "./backoff.js";
import type { BrokerLink } from "./broker.js";
import { ContractError } from "./contract-error.js";
import { deadLetter, retryMessage } from "./dead-letter.js";
import type { Disposition } from "./disposition.js";
import type { SettleOutcome } from "./runtime-event.js";
import type { OutboundMessage, TransportDelivery } from "./transport/transport.js";

/**
 * Carries out a decision. A message is confirmed in its next place before it is acknowledged in the old one: a crash between
 * the two leaves it twice with one id, never nowhere.
 *
 * When the next place cannot take it (an alarm, a full or missing queue) the delivery stays unacknowledged while the publish is
 * tried again, and after the `settle` time-out, or when `signal` fires, it goes back to its queue.
 */
export async function settle(
  link: BrokerLink,
  queue: string,
  delivery: TransportDelivery,
  disposition: Disposition,
  signal: AbortSignal,
): Promise<SettleOutcome> {
  if (disposition.action === "ack") return delivery.ack() ? "ack" : "stale";
  const message =
    disposition.action === "retry"
      ? retryMessage(delivery, queue, disposition)
      : deadLetter(delivery, queue, link.service, disposition.failure);
  const until = Date.now() + link.settings.timeouts.settle;
  for (let attempt = 0; ; attempt += 1) {
    if (!delivery.isLive()) return "stale";
    if (await published(link, queue, message)) return delivery.ack() ? disposition.action : "stale";
    const wait = backoff(attempt, 1_000);
    if (signal.aborted || Date.now() + wait > until) return delivery.requeue() ? "requeue" : "stale";
    await pause(wait, signal);
  }
}

async function published(link: BrokerLink, queue: string, message: OutboundMessage): Promise<boolean> {
  try {
    await link.transport.publish(message);
    return true;
  } catch (reason) {
    const { code } = ContractError.from(reason);
    link.observe({ type: "settle-delayed", queue, messageId: message.properties.messageId, code });
    return false;
  }
}
