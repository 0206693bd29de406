import type { JsonValue } from "@insaka/schema";
import type { Envelope } from "../message/envelope.js";
import { runCausedBy } from "../message/trace.js";
import type { Deadlines } from "./deadlines.js";
import { RetryLater, Throttled } from "./failure.js";
import type { AnyHandler, Delivery } from "./handler.js";
import type { HandlerAbort } from "./handler-abort.js";

/** A handler took longer than it may. It may still be running: nothing in JavaScript can stop it but its own signal. */
export class HandlerTimeout extends Error {
  override readonly name = "HandlerTimeout";
}

/** What a handler is given. There is one for each message, so it brings no functions of its own along. */
class HandedOver implements Delivery<JsonValue> {
  readonly payload: JsonValue;
  readonly envelope: Envelope;
  readonly retryLater: Delivery<JsonValue>["retryLater"] = retryLater;
  readonly throttled: Delivery<JsonValue>["throttled"] = throttled;
  readonly #abort: HandlerAbort;

  constructor(payload: JsonValue, envelope: Envelope, abort: HandlerAbort) {
    this.payload = payload;
    this.envelope = envelope;
    this.#abort = abort;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }
}

function retryLater(step?: string, reason?: string): RetryLater {
  return new RetryLater(step, reason);
}

function throttled(step: string, reason?: string): Throttled {
  return new Throttled(step, reason);
}

/**
 * Runs a handler to its end, its failure, its time-out or the abort, whichever comes first. Resolves to what it returned, rejects with what it threw.
 *
 * @param abort - its signal is the handler's; fires at the time-out, and the caller may fire it before
 */
export function runHandler(
  handler: AnyHandler,
  payload: JsonValue,
  envelope: Envelope,
  deadlines: Deadlines,
  abort: HandlerAbort,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const wait = deadlines.begin((ms) => abort.abort(new HandlerTimeout(`no answer within ${ms} ms`)));
    // Given up on by the caller, it is waited for no longer: the timer of a handler that hangs would hold the process after its end.
    abort.onAbort((reason) => {
      deadlines.end(wait);
      reject(reason);
    });
    const given = new HandedOver(payload, envelope, abort);
    // A handler that throws before it returns a promise rejects like any other.
    runCausedBy(envelope, async () => handler(given)).then(
      (returned) => {
        deadlines.end(wait);
        resolve(returned);
      },
      (reason: unknown) => {
        deadlines.end(wait);
        reject(reason);
      },
    );
  });
}
