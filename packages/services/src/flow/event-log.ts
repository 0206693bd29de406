import type { Observer, RuntimeEvent } from "@insaka/runtime";

export type Settled = Extract<RuntimeEvent, { type: "settled" }>;

/** An event, who told of it, and when (milliseconds since the log began). */
export interface LoggedEvent {
  readonly at: number;
  readonly service: string;
  /** Which of several instances of the service, where there are several. */
  readonly instance?: number;
  readonly event: RuntimeEvent;
}

/** Everything that the services' runtimes tell, in order; scenarios wait for what they expect instead of for time to pass. */
export class EventLog {
  readonly #begin = performance.now();
  readonly #events: LoggedEvent[] = [];
  readonly #waiters = new Set<() => void>();
  readonly #onEvent: (logged: LoggedEvent) => void;

  readonly #patienceMs: number;
  #scenarioBegin = 0;

  /** @param patienceMs - after which a wait that has not come true fails */
  constructor(onEvent: (logged: LoggedEvent) => void, patienceMs = 30_000) {
    this.#onEvent = onEvent;
    this.#patienceMs = patienceMs;
  }

  /** A scenario begins. */
  beginScenario(): void {
    this.#scenarioBegin = this.#events.length;
  }

  /** What happened since the scenario began. */
  get ofScenario(): readonly LoggedEvent[] {
    return this.#events.slice(this.#scenarioBegin);
  }

  /** Milliseconds since the log began. */
  get now(): number {
    return performance.now() - this.#begin;
  }

  get events(): readonly LoggedEvent[] {
    return this.#events;
  }

  observer(service: string, instance?: number): Observer {
    const who = instance === undefined ? { service } : { service, instance };
    return (event) => {
      const logged = { at: this.now, ...who, event };
      this.#events.push(logged);
      this.#onEvent(logged);
      for (const look of this.#waiters) look();
    };
  }

  /**
   * Resolves with the first settled delivery, past or to come, that is wanted.
   *
   * @throws Error naming `what`, after `withinMs`
   */
  async settled(
    what: string,
    wanted: (event: Settled) => boolean,
    withinMs: number = this.#patienceMs,
  ): Promise<Settled> {
    const find = (): Settled | undefined =>
      this.#events
        .map(({ event }) => event)
        .find((event): event is Settled => event.type === "settled" && wanted(event));
    return await this.until(what, find, withinMs);
  }

  /**
   * Resolves with what `find` finds, now or after one of the events to come.
   *
   * @throws Error naming `what`, after `withinMs`
   */
  until<T>(what: string, find: () => T | undefined | false, withinMs: number = this.#patienceMs): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = find();
        if (found === undefined || found === false) return;
        clearTimeout(timer);
        this.#waiters.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(look);
        reject(new Error(`${what} did not happen within ${withinMs / 1000} s`));
      }, withinMs);
      this.#waiters.add(look);
      look();
    });
  }
}
