import { withHeaders } from "../transport/live-delivery.js";
import type { Headers, QueuedMessage } from "../transport/transport.js";
import { HEADER } from "./headers.js";
import { RETURN_EXCHANGE } from "./house-exchanges.js";

/** Headers by which the runtime speaks to itself over a message's life; a sender's own stay out of this list. */
const OURS: ReadonlySet<string> = new Set([
  HEADER.attempt,
  HEADER.firstFailure,
  HEADER.lastReason,
  HEADER.history,
  HEADER.throttledSince,
  HEADER.newerSince,
  HEADER.originExchange,
  HEADER.originRoutingKey,
  HEADER.deadReason,
  HEADER.deadClass,
  HEADER.deadDetail,
  HEADER.deadAt,
  HEADER.deadService,
  HEADER.deadQueue,
  HEADER.crashes,
  HEADER.droppedHeaders,
]);

/**
 * A message without what its sender may have made up.
 *
 * Attempts, origin and waiting times are believed on a message that came back by the return exchange, where no service may
 * write. On any other a sender could claim to be at its last attempt, or to have been published where it may not publish.
 */
export function believable<M extends QueuedMessage>(queued: M): M {
  if (queued.exchange === RETURN_EXCHANGE || !namesOurs(queued.headers)) return queued;
  return withHeaders(queued, withoutOurs(queued.headers));
}

function namesOurs(headers: Headers): boolean {
  for (const name in headers) if (OURS.has(name)) return true;
  return false;
}

function withoutOurs(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OURS.has(name)));
}

/** Whether the runtime speaks to itself by this header. */
export function isOurs(name: string): boolean {
  return OURS.has(name);
}
