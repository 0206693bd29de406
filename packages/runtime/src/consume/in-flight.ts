import { Chain, Link } from "../chain.js";
import type { SettleOutcome } from "../runtime-event.js";
import type { TransportDelivery } from "../transport/transport.js";
import { HandlerAbort } from "./handler-abort.js";

const idle = (): boolean => false;

/** A delivery that was taken, until its end. It has one end, and one only. */
export class Work extends Link<Work> {
  readonly delivery: TransportDelivery;
  /** When it was taken, in milliseconds of the transport's clock. */
  readonly takenAt: number;
  /** Whether a handler is at it, or at what must come before it: else it can be handed back without a loss. */
  isBusy: () => boolean = idle;
  /** Whether the circuit breaker knows how its handler's last run ended. */
  isCounted = false;
  readonly #forget: (work: Work, outcome: SettleOutcome) => void;
  #abort: HandlerAbort | undefined;
  #given: AbortController | undefined;
  #onOver: ((outcome: SettleOutcome) => void)[] | undefined;
  #isOver = false;
  #isAbandoned = false;

  constructor(delivery: TransportDelivery, takenAt: number, forget: (work: Work, outcome: SettleOutcome) => void) {
    super();
    this.delivery = delivery;
    this.takenAt = takenAt;
    this.#forget = forget;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether it was brought to an end by somebody else than its handler. */
  get isAbandoned(): boolean {
    return this.#isAbandoned;
  }

  /** Fires when it was brought to an end by somebody else than its handler. */
  get givenUp(): AbortSignal {
    this.#given ??= new AbortController();
    return this.#given.signal;
  }

  /** The run of its handler, which it may share with others of its batch. */
  get run(): object | undefined {
    return this.#abort;
  }

  /** A handler begins. @returns what that handler's signal is made of */
  begin(abort: HandlerAbort = new HandlerAbort()): HandlerAbort {
    this.#abort = abort;
    this.isCounted = false;
    return abort;
  }

  /** Is told of the end. */
  onOver(told: (outcome: SettleOutcome) => void): void {
    this.#onOver ??= [];
    this.#onOver.push(told);
  }

  end(outcome: SettleOutcome): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#forget(this, outcome);
    if (this.#onOver !== undefined) for (const tell of this.#onOver) tell(outcome);
  }

  /** Ends it over the head of its handler, which is told by its signal. */
  giveUp(outcome: SettleOutcome, reason?: Error): void {
    this.#isAbandoned ||= !this.#isOver;
    this.end(outcome);
    this.#given?.abort();
    this.#abort?.abort(reason);
  }
}

/** How many deliveries came to which end; `abandoned` are those of an instance queue that were dropped before theirs. */
export type Tally = Readonly<Record<SettleOutcome | "abandoned", number>>;

/** What one consumed queue has taken and not brought to an end, in the order in which it came. */
export class InFlight {
  readonly #works = new Chain<Work>();
  readonly #onEmpty = new Set<() => void>();
  readonly #tally = { ack: 0, retry: 0, "dead-letter": 0, requeue: 0, dropped: 0, stale: 0, abandoned: 0 };

  readonly #forget = (ended: Work, outcome: SettleOutcome): void => {
    this.#tally[outcome === "dropped" && ended.isAbandoned ? "abandoned" : outcome] += 1;
    this.#works.delete(ended);
    if (this.#works.size === 0) for (const tell of this.#onEmpty) tell();
  };

  add(delivery: TransportDelivery, now: number): Work {
    const work = new Work(delivery, now, this.#forget);
    this.#works.add(work);
    return work;
  }

  get oldest(): Work | undefined {
    return this.#works.first;
  }

  works(): readonly Work[] {
    return this.#works.all();
  }

  /** How the deliveries so far have ended. */
  tally(): Tally {
    return { ...this.#tally };
  }

  /** Resolves when nothing is in flight. */
  empty(): Promise<void> {
    if (this.#works.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const told = (): void => {
        this.#onEmpty.delete(told);
        resolve();
      };
      this.#onEmpty.add(told);
    });
  }
}
