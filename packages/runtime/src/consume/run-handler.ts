import type { JsonValue } from "@insaka/schema";
import type { Clock } from "../clock.js";
import type { Envelope } from "../message/envelope.js";
import { within } from "../within.js";
import { RetryLater, Throttled } from "./failure.js";
import type { Delivery } from "./handler.js";

/** A handler took longer than it may. It may still be running: nothing in JavaScript can stop it but its own signal. */
export class HandlerTimeout extends Error {
  override readonly name = "HandlerTimeout";
}

/** A message as its handler gets it. */
export function deliveryFor(payload: JsonValue, envelope: Envelope, signal: AbortSignal): Delivery<JsonValue> {
  return {
    payload,
    envelope,
    signal,
    retryLater: (step?: string, reason?: string) => new RetryLater(step, reason),
    throttled: (step: string, reason?: string) => new Throttled(step, reason),
  };
}

/**
 * Runs a handler to its end, its failure, its time-out or the abort, whichever comes first. Resolves to what it returned, rejects
 * with what it threw.
 *
 * @param abort - its signal is the handler's; fires at the time-out, and the caller may fire it before
 */
export function runHandler(
  handle: () => Promise<unknown>,
  limit: { readonly timeoutMs: number; readonly clock: Clock },
  abort: AbortController,
): Promise<unknown> {
  const { timeoutMs, clock } = limit;
  const late = (): HandlerTimeout => {
    const error = new HandlerTimeout(`no answer within ${timeoutMs} ms`);
    abort.abort(error);
    return error;
  };
  // Given up on by the caller, it is waited for no longer: the timer of a handler that hangs would hold the process after its end.
  const givenUp = new Promise<never>((_, reject) => {
    abort.signal.addEventListener("abort", () => reject(abort.signal.reason), { once: true });
  });
  return within(timeoutMs, Promise.race([handle(), givenUp]), late, clock);
}
