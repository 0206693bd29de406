import { backoff, pause } from "../backoff.js";
import type { BrokerLink } from "../broker.js";
import { ContractError } from "../contract-error.js";
import { essentialMessage } from "../message/essential-message.js";
import type { SettleOutcome } from "../runtime-event.js";
import type { OutboundMessage, TransportDelivery } from "../transport/transport.js";
import { deadLetter, retryMessage } from "./dead-letter.js";
import type { SettledDisposition } from "./disposition.js";

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
  disposition: SettledDisposition,
  signal: AbortSignal,
): Promise<SettleOutcome> {
  if (disposition.action === "ack") return delivery.ack() ? "ack" : "stale";
  if (disposition.action === "drop") return delivery.ack() ? "dropped" : "stale";
  const place = { queue, service: link.service, now: link.transport.clock.now() };
  const whole =
    disposition.action === "retry"
      ? retryMessage(delivery, place, disposition)
      : deadLetter(delivery, place, disposition.failure);
  let message = whole;
  const until = Date.now() + link.settings.timeouts.settle;
  for (let attempt = 0; ; attempt += 1) {
    if (!delivery.isLive()) return "stale";
    const error = await publishError(link, queue, message);
    if (error === undefined) return delivery.ack() ? disposition.action : "stale";
    if (error.code === "unencodable") {
      // What a stranger wrote cannot be written again, today or tomorrow: go on without it, and in the end without a reason.
      if (message !== whole) return delivery.reject() ? "dead-letter" : "stale";
      message = essentialMessage(whole);
      continue;
    }
    const wait = backoff(attempt, 1_000);
    if (signal.aborted || Date.now() + wait > until) return delivery.requeue() ? "requeue" : "stale";
    await pause(wait, signal);
  }
}

async function publishError(
  link: BrokerLink,
  queue: string,
  message: OutboundMessage,
): Promise<ContractError | undefined> {
  try {
    await link.transport.publish(message, "settle");
    return undefined;
  } catch (reason) {
    const error = ContractError.from(reason);
    link.observe({ type: "settle-delayed", queue, messageId: message.properties.messageId, code: error.code });
    return error;
  }
}
