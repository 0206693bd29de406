import type { JsonValue } from "@insaka/schema";
import type { Envelope } from "./envelope.js";
import { RetryLater, Throttled } from "./failure.js";
import type { Handler } from "./handler.js";
import { runCausedBy } from "./trace.js";

/** A handler took longer than it may. It may still be running: nothing in JavaScript can stop it but its own signal. */
export class HandlerTimeout extends Error {
  override readonly name = "HandlerTimeout";
}

/** Runs a handler to its end, its failure or its time-out, whichever comes first. Rejects with what it threw. */
export async function runHandler(
  handler: Handler<JsonValue>,
  payload: JsonValue,
  envelope: Envelope,
  timeoutMs: number,
  closing: AbortSignal,
): Promise<void> {
  const timeout = new AbortController();
  const signal = AbortSignal.any([timeout.signal, closing]);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new HandlerTimeout(`no answer within ${timeoutMs} ms`);
      timeout.abort(error);
      reject(error);
    }, timeoutMs);
  });
  const delivery = {
    payload,
    envelope,
    signal,
    retryLater: (step?: string, reason?: string) => new RetryLater(step, reason),
    throttled: (step: string, reason?: string) => new Throttled(step, reason),
  };
  try {
    await Promise.race([runCausedBy(envelope, async () => handler(delivery)), late]);
  } finally {
    clearTimeout(timer);
  }
}
