import type { LoggedEvent, Settled } from "./event-log.js";

/**
 * Deliveries in the order in which their messages were made, which puts every message behind what caused it. They are settled in
 * another: a handler that sends something is done after that has been handled. Ids of messages, UUIDv7, sort by the time at which
 * they were made.
 */
export function inOrderOfSending<D extends LoggedEvent & { readonly event: Settled }>(deliveries: readonly D[]): D[] {
  return [...deliveries].sort((a, b) => {
    const [first, second] = [a.event.messageId ?? "", b.event.messageId ?? ""];
    return first < second ? -1 : first > second ? 1 : a.at - b.at;
  });
}
