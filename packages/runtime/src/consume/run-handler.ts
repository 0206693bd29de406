import type { JsonValue } from "@insaka/schema";
import type { Envelope } from "../message/envelope.js";
import type { Deadlines } from "./deadlines.js";
import { RetryLater, Throttled } from "./failure.js";
import type { Delivery } from "./handler.js";
import type { HandlerAbort } from "./handler-abort.js";

/** A handler took longer than it may. It may still be running: nothing in JavaScript can stop it but its own signal. */
export class HandlerTimeout extends Error {
  override readonly name = "HandlerTimeout";
}

/** What of a message a handler is given. */
type Handed = Pick<Delivery<JsonValue, string, Readonly<Record<string, unknown>>>, "payload" | "headers" | "envelope">;

/** What a handler is given. There is one for each message, so it brings no functions of its own along. */
export class HandedOver implements Delivery<JsonValue> {
  readonly payload: JsonValue;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly envelope: Envelope;
  readonly retryLater: Delivery<JsonValue>["retryLater"] = retryLater;
  readonly throttled: Delivery<JsonValue>["throttled"] = throttled;
  readonly #abort: HandlerAbort;

  constructor({ payload, headers, envelope }: Handed, abort: HandlerAbort) {
    this.payload = payload;
    this.headers = headers;
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

/** How a handler ended: what it returned, or what it threw or was ended by. */
export type HandlerEnd =
  | { readonly ok: true; readonly returned: unknown }
  | { readonly ok: false; readonly thrown: unknown };

/**
 * Runs a handler to its end, its failure, its time-out or the abort, whichever comes first.
 *
 * By a callback: each promise costs half a microsecond once an AsyncLocalStorage is in use, and there is one of each for every
 * message. A handler that is no async function has ended when this returns.
 *
 * @param abort - its signal is the handler's; fires at the time-out, and the caller may fire it before
 * @param onEnd - is called once; must not throw
 */
export function runHandler(
  handle: () => unknown,
  deadlines: Deadlines,
  abort: HandlerAbort,
  onEnd: (end: HandlerEnd) => void,
): void {
  const wait = deadlines.begin((ms) => abort.abort(new HandlerTimeout(`no answer within ${ms} ms`)));
  let isOver = false;
  const end = (how: HandlerEnd): void => {
    if (isOver) return;
    isOver = true;
    deadlines.end(wait);
    onEnd(how);
  };
  const failed = (thrown: unknown): void => end({ ok: false, thrown });
  // Given up on by the caller, it is waited for no longer: the timer of a handler that hangs would hold the process after its end.
  abort.onAbort(failed);
  let returned: unknown;
  try {
    returned = handle();
  } catch (thrown) {
    failed(thrown);
    return;
  }
  if (!isThenable(returned)) end({ ok: true, returned });
  else Promise.resolve(returned).then((value) => end({ ok: true, returned: value }), failed);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

/** The same for who awaits it. Resolves to what the handler returned, rejects with what it threw or was ended by. */
export function handlerResult(handle: () => unknown, deadlines: Deadlines, abort: HandlerAbort): Promise<unknown> {
  return new Promise((resolve, reject) => {
    runHandler(handle, deadlines, abort, (end) => (end.ok ? resolve(end.returned) : reject(end.thrown)));
  });
}
