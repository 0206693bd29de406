import type { Clock } from "../clock.js";
import type { TransportDelivery } from "../transport/transport.js";
import type { DeliveryJudge, Judged, Readable, Settled } from "./delivery-judge.js";
import type { Work } from "./in-flight.js";

/** What a way of handling needs of the consumer of its queue. */
export interface Handling {
  readonly judge: DeliveryJudge;
  readonly clock: Clock;
  /** True once nothing may begin any more: what waits is about to be handed back. */
  readonly isStopping: boolean;
  /** Acknowledges a message that was handled well and tells of it: nothing has to be waited for. */
  acknowledge(work: Work, judged: Settled, as?: TransportDelivery): void;
  /** Carries out what was decided and tells of it. @param as - the delivery in the form in which it was judged */
  finish(work: Work, judged: Settled, as?: TransportDelivery): Promise<void>;
  /** Brings a delivery back to its queue, over the head of its handler. */
  giveUp(work: Work, reason: string): boolean;
  /**
   * Counts an attempt that has failed in a way that waiting may cure. Whoever does not ask has it counted by `finish` or `parked`.
   *
   * @returns true where it was only a trial, because nothing goes well on the whole queue: it should lose no attempt
   */
  countFailure(work: Work, judged: Judged): boolean;
  /** Tells that a message has failed and is tried again in place. */
  parked(work: Work, as: TransportDelivery, judged: Judged): void;
  /** Something has come to rest: what cannot begin any more may be handed back now. */
  rested(): void;
}

/** A way in which the messages of one name are handled: each by itself, in the order of a key, or in batches. */
export interface Way {
  take(work: Work, readable: Readable): void;
  /** Nothing new will come: what waits for company alone begins now. */
  stop?(): void;
}
