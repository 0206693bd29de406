import type { BrokerLink } from "../broker.js";
import { ContractError } from "../contract-error.js";
import { HEADER } from "../message/headers.js";
import type { OutboundMessage, PublishPurpose } from "../transport/transport.js";
import { within } from "../within.js";

/** A publish that failed. */
export interface FailedPublish {
  /** What names it in events. */
  readonly told: {
    readonly message: string;
    readonly version: number;
    readonly messageId: string;
    readonly exchange: string;
    readonly routingKey: string;
  };
  /** When it began, by the transport's clock. */
  readonly began: number;
  readonly first: ContractError;
  readonly purpose?: PublishPurpose | undefined;
}

/**
 * Sends a message of unknown outcome once more: with the same id, and a header that tells receivers of it. Whatever else has
 * failed fails as it did: what was returned, nacked or not sent has its answer.
 *
 * A publish has `timeouts.offline` and `timeouts.confirm` together, its second try included. Only a confirm of that one is good
 * news: whatever else becomes of it, the first may lie in a queue, so that the outcome stays `unknown`.
 */
export async function resend(
  link: BrokerLink,
  message: OutboundMessage,
  { told, began, first, purpose }: FailedPublish,
): Promise<void> {
  const { resend: isOn, timeouts } = link.settings;
  const { clock } = link.transport;
  const left = began + timeouts.offline + timeouts.confirm - clock.now();
  if (first.outcome !== "unknown" || !isOn || left <= 0) throw first;
  link.observe({ type: "resent", ...told, code: first.code });
  const again = link.transport.publish({ ...message, headers: { ...message.headers, [HEADER.resent]: true } }, purpose);
  try {
    await within(left, again, () => first, clock);
  } catch (reason) {
    throw stillUnknown(first, ContractError.from(reason));
  }
}

function stillUnknown(first: ContractError, second: ContractError): ContractError {
  const { scope, retryable } = second;
  const options = { scope, retryable, outcome: "unknown", cause: second } as const;
  if (second.outcome === "not-sent")
    return new ContractError(first.code, `${first.message}; it could not be resent: ${second.message}`, options);
  const what = second === first ? "no answer in its time" : second.message;
  return new ContractError(second.code, `${first.message}; it was resent once: ${what}`, options);
}
