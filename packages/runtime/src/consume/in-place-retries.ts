import type { BrokerLink } from "../broker.js";
import { attemptOf, HEADER, timeHeader } from "../message/headers.js";
import { withHeaders } from "../transport/live-delivery.js";
import type { Headers, TransportDelivery } from "../transport/transport.js";
import { retryMessage } from "./dead-letter.js";
import { isTriedAgain, type Judged, type Settled } from "./delivery-judge.js";
import type { Work } from "./in-flight.js";
import { stepMs } from "./step-ms.js";
import { nextAttempt, pauseAtOnce } from "./try-in-place.js";

/** What is known of a message that has failed and is tried again in place. */
interface Memory {
  /** Those that it would have come back with from a wait queue. */
  readonly headers: Headers;
  /** When its next attempt is due, in milliseconds of the transport's clock. */
  readonly due: number;
  /** It is one of its ladder's immediate ones. */
  readonly isAtOnce: boolean;
  /** How many messages of the queue had been handled well when it failed. */
  readonly wellThen: number;
}

export interface InPlaceOptions {
  readonly link: BrokerLink;
  readonly queue: string;
  /** Every step of the ladders of its messages. */
  readonly steps: readonly string[];
  /** As many deliveries may be held back by failed messages before these give way. */
  readonly bound: number;
}

/**
 * The attempts of messages that are tried again where they are: the ladder's, the immediate ones first and then its steps as pauses.
 *
 * What a message has been through is remembered by its id until it is settled, so that a message that comes again after the loss
 * of a channel goes on where it was.
 */
export class InPlaceRetries {
  readonly #options: InPlaceOptions;
  /** Shortest first. */
  readonly #steps: readonly string[];
  readonly #memories = new Map<string, Memory>();
  #well = 0;

  /** @throws ContractError `configuration` for a step whose name does not say how long it lasts */
  constructor(options: InPlaceOptions) {
    this.#options = options;
    this.#steps = options.steps.toSorted((a, b) => stepMs(a) - stepMs(b));
  }

  /** The delivery as its next attempt sees it. */
  asOf(delivery: TransportDelivery): TransportDelivery {
    const memory = this.#memory(delivery);
    if (memory === undefined) return delivery;
    // The broker's own count is stripped from what is published again; this one has not left its queue.
    const count = delivery.headers["x-delivery-count"];
    const counted = count === undefined ? {} : { "x-delivery-count": count };
    return withHeaders(delivery, { ...memory.headers, ...counted });
  }

  /** How long it still has to wait, in milliseconds. */
  pauseOf({ delivery }: Work): number {
    return Math.max(0, (this.#memory(delivery)?.due ?? 0) - this.#options.link.transport.clock.now());
  }

  /** Waits until its next attempt is due, or until its end. */
  wait(work: Work): Promise<void> {
    if (this.#memory(work.delivery)?.isAtOnce === true) return pauseAtOnce(work);
    const ms = this.pauseOf(work);
    if (ms === 0 || work.isOver) return Promise.resolve();
    return new Promise((resolve) => {
      const callOff = this.#options.link.transport.clock.after(ms, resolve);
      work.onOver(() => {
        callOff();
        resolve();
      });
    });
  }

  /**
   * What becomes of a message after an attempt: undefined when it waits for its next one, else how it is settled.
   *
   * For a step it waits for `timeouts.parked` at most since it first failed. And when failed messages hold back more than their bound, one
   * that fails again although others have been handled well meanwhile gives way, because then the fault is its own. Where
   * nothing succeeds it waits on: then it holds back nothing that could go better.
   *
   * @param held - deliveries that failed messages hold back, this one's key included
   * @param isSpared - nothing goes well on the whole queue: the attempt was only a trial and counts for nothing
   */
  after(work: Work, as: TransportDelivery, told: Judged, held: number, isSpared: boolean): Settled | undefined {
    const { link, queue, bound } = this.#options;
    const now = link.transport.clock.now();
    const wellThen = this.#well;
    const judged = isSpared ? this.#onceMore(as, told) : told;
    if (isTriedAgain(judged)) {
      const { headers } = nextAttempt(as, judged.disposition, now);
      this.#remember(work.delivery, { headers, due: now, isAtOnce: true, wellThen });
      return undefined;
    }
    const { disposition } = judged;
    if (disposition.action !== "retry") return judged;
    const before = this.#memory(work.delivery);
    const { headers } = retryMessage(as, { queue, service: link.service, now }, disposition);
    const due = now + stepMs(disposition.step);
    const since = timeHeader(headers, HEADER.firstFailure) ?? now;
    const givesWay = held > bound && before !== undefined && this.#well > before.wellThen;
    if (givesWay || due - since > link.settings.timeouts.parked) {
      return { ...judged, disposition: { action: "dead-letter", exhausted: true, failure: disposition.failure } };
    }
    this.#remember(work.delivery, { headers, due, isAtOnce: false, wellThen });
    return undefined;
  }

  /** The same attempt again: after its step, or a step where there is none. */
  #onceMore({ headers }: TransportDelivery, judged: Judged): Judged {
    const { disposition } = judged;
    const [shortest, longest] = [this.#steps[0], this.#steps.at(-1)];
    if (disposition.action === "ack" || shortest === undefined || longest === undefined) return judged;
    const { action, failure } = disposition;
    const step = action === "retry" ? disposition.step : action === "again" ? shortest : longest;
    return { ...judged, disposition: { action: "retry", step, attempt: attemptOf(headers), failure } };
  }

  /** It has been settled: nothing of it needs to be remembered. */
  forget({ properties }: TransportDelivery, isWell: boolean): void {
    if (isWell) this.#well += 1;
    if (properties.messageId !== undefined) this.#memories.delete(properties.messageId);
  }

  #memory({ properties: { messageId } }: TransportDelivery): Memory | undefined {
    return messageId === undefined ? undefined : this.#memories.get(messageId);
  }

  /** What went to another consumer never comes here again, so the oldest memories make room. */
  #remember({ properties: { messageId } }: TransportDelivery, memory: Memory): void {
    if (messageId === undefined) return;
    this.#memories.delete(messageId);
    this.#memories.set(messageId, memory);
    const [oldest] = this.#memories.keys();
    if (oldest !== undefined && this.#memories.size > MOST_MEMORIES) this.#memories.delete(oldest);
  }
}

/** The largest prefetch that AMQP knows would need no more. */
const MOST_MEMORIES = 65_535;
