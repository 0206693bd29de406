import type { BrokerLink } from "../broker.js";
import { runCausedBy } from "../message/trace.js";
import { within } from "../within.js";
import type { Settled } from "./delivery-judge.js";
import type { Exhausted } from "./handler.js";

/** Is called before a message that has used up its attempts goes to its dead-letter queue. */
export type OnExhausted = (exhausted: Exhausted) => Promise<void> | void;

/** Calls the hook where there is one and the message has used up its attempts. What the hook does harms nobody. */
export async function tellExhausted(
  link: BrokerLink,
  queue: string,
  { disposition, envelope, payload }: Settled,
  onExhausted: OnExhausted | undefined,
): Promise<void> {
  if (onExhausted === undefined || envelope === undefined) return;
  if (disposition.action !== "dead-letter" || !disposition.exhausted) return;
  const exhausted = { queue, payload, envelope, reason: disposition.failure.reason };
  const { handler: patience } = link.settings.timeouts;
  try {
    const told = runCausedBy(envelope, async () => onExhausted(exhausted));
    await within(patience, told, () => new Error(`the hook did not return within ${patience} ms`));
  } catch {
    link.observe({ type: "hook-failed", queue, messageId: envelope.messageId, hook: "onExhausted" });
  }
}
