import { pause } from "../backoff.js";
import { isoTime } from "../clock.js";
import { HEADER, stringHeader } from "../message/headers.js";
import { withFailure } from "../message/history.js";
import { withHeaders } from "../transport/live-delivery.js";
import type { TransportDelivery } from "../transport/transport.js";
import { cut } from "./dead-letter.js";
import type { Judging, TriedAgain } from "./delivery-judge.js";
import type { AgainDisposition } from "./disposition.js";
import type { Handling } from "./handling.js";
import type { Work } from "./in-flight.js";

/** Longest pause before a try in place, in milliseconds: enough for neighbours that failed together not to come back together. */
const LONGEST_PAUSE = 50;

/**
 * Makes a message ready to be tried again at once; undefined when it has come to its end meanwhile.
 *
 * Each try counts as an attempt. A crash between two of them brings the message back as it was, with its first attempt: the
 * broker's delivery count bounds that.
 *
 * @param as - the delivery in the form in which it failed
 */
export async function tryInPlace(
  handling: Handling,
  work: Work,
  as: TransportDelivery,
  judged: TriedAgain,
): Promise<Judging | undefined> {
  handling.parked(work, as, judged);
  await pauseAtOnce(work);
  if (work.isOver) return undefined;
  if (!as.isLive()) {
    // It is on its way to somebody already, who would be at it together with this one.
    handling.giveUp(work, "channel-lost");
    return undefined;
  }
  const delivery = nextAttempt(as, judged.disposition, handling.clock.now());
  // Read again: the handler may have changed what it was given at the attempt before.
  const readable = handling.judge.read(delivery);
  if (readable.ok) return { readable, delivery };
  await handling.finish(work, readable.judged, delivery);
  return undefined;
}

/** Waits for a moment, or until the end of the message. By the process's own time: to whoever sets a clock this is at once. */
export function pauseAtOnce(work: Work): Promise<void> {
  return work.isOver ? Promise.resolve() : pause(Math.random() * LONGEST_PAUSE, work.givenUp);
}

/** The delivery as its next attempt in place sees it. */
export function nextAttempt(
  delivery: TransportDelivery,
  { attempt, failure }: AgainDisposition,
  now: number,
): TransportDelivery {
  const firstFailure = stringHeader(delivery.headers, HEADER.firstFailure) ?? isoTime(now);
  return withHeaders(delivery, {
    ...delivery.headers,
    [HEADER.attempt]: attempt,
    [HEADER.firstFailure]: firstFailure,
    [HEADER.lastReason]: cut(failure.reason),
    [HEADER.history]: withFailure(delivery.headers, now, {
      attempt: attempt - 1,
      class: failure.class,
      reason: failure.reason,
    }),
  });
}
