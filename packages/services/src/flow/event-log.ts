import type { Observer, RuntimeEvent } from "@insaka/runtime";

export type Settled = Extract<RuntimeEvent, { type: "settled" }>;

/** An event, who told of it, and when (milliseconds since the log began). */
export interface LoggedEvent {
  readonly at: number;
  readonly service: string;
  readonly event: RuntimeEvent;
}

interface Waiter {
  readonly wanted: (logged: LoggedEvent) => boolean;
  readonly found: (logged: LoggedEvent) => void;
}

/** Everything that the services' runtimes tell, in order; scenarios wait for what they expect instead of for time to pass. */
export class EventLog {
  readonly #begin = performance.now();
  readonly #events: LoggedEvent[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #onEvent: (logged: LoggedEvent) => void;

  constructor(onEvent: (logged: LoggedEvent) => void) {
    this.#onEvent = onEvent;
  }

  get events(): readonly LoggedEvent[] {
    return this.#events;
  }

  observer(service: string): Observer {
    return (event) => {
      const logged = { at: performance.now() - this.#begin, service, event };
      this.#events.push(logged);
      this.#onEvent(logged);
      for (const waiter of this.#waiters) if (waiter.wanted(logged)) waiter.found(logged);
    };
  }

  /**
   * Resolves with the first settled delivery, past or to come, that is wanted.
   *
   * @throws Error naming `what`, after `withinMs`
   */
  settled(what: string, wanted: (event: Settled) => boolean, withinMs = 30_000): Promise<Settled> {
    const isWanted = ({ event }: LoggedEvent): boolean => event.type === "settled" && wanted(event);
    const past = this.#events.find(isWanted);
    if (past !== undefined) return Promise.resolve(past.event as Settled);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        wanted: isWanted,
        found: ({ event }) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(event as Settled);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new Error(`${what} did not happen within ${withinMs / 1000} s`));
      }, withinMs);
      this.#waiters.add(waiter);
    });
  }
}
