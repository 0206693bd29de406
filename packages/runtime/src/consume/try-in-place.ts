import { pause } from "../backoff.js";
import type { BrokerLink } from "../broker.js";
import { isoTime } from "../clock.js";
import { HEADER, stringHeader } from "../message/headers.js";
import type { TransportDelivery } from "../transport/transport.js";
import type { DeliveryJudge, Judged } from "./delivery-judge.js";
import type { Disposition } from "./disposition.js";

/** Longest pause before a try in place, in milliseconds: enough for neighbours that failed together not to come back together. */
const LONGEST_PAUSE = 50;

/** What was decided in the end, and the delivery in the form of its last attempt. */
export interface Ended {
  readonly judged: Judged & { readonly disposition: SettledDisposition };
  readonly delivery: TransportDelivery;
}

/** Everything but another try. */
export type SettledDisposition = Exclude<Disposition, { readonly action: "again" }>;

/**
 * Judges a delivery, and again at once as often as its ladder says. Each try counts as an attempt. A crash between two of them
 * brings the message back as it was, with its first attempt: the broker's delivery count bounds that.
 *
 * @throws Error when it is given up between two tries
 */
export async function tryInPlace(
  link: BrokerLink,
  queue: string,
  judge: DeliveryJudge,
  delivery: TransportDelivery,
  abort: AbortController,
): Promise<Ended> {
  let current = delivery;
  for (;;) {
    const judged = await judge.judge(current, abort);
    const { disposition } = judged;
    if (disposition.action !== "again") return { judged: { ...judged, disposition }, delivery: current };
    const { attempt, failure } = disposition;
    const { messageId } = delivery.properties;
    link.observe({ type: "retried-in-place", queue, messageId, attempt: attempt - 1, reason: failure.reason });
    current = nextAttempt(current, attempt, isoTime(link.transport.clock.now()));
    await pause(Math.random() * LONGEST_PAUSE, abort.signal);
    // Handed back meanwhile: whoever takes it now would be at it together with this one.
    if (abort.signal.aborted) throw new Error("given up between two tries");
  }
}

function nextAttempt(delivery: TransportDelivery, attempt: number, now: string): TransportDelivery {
  const firstFailure = stringHeader(delivery.headers, HEADER.firstFailure) ?? now;
  const headers = { ...delivery.headers, [HEADER.attempt]: attempt, [HEADER.firstFailure]: firstFailure };
  return { ...delivery, headers };
}
