import type { RuntimeEvent } from "@insaka/runtime";

type Settled = Extract<RuntimeEvent, { type: "settled" }>;

/** What one connected service told, as awaitable lists. */
export class Told {
  readonly events: RuntimeEvent[] = [];
  readonly #waiters = new Set<() => void>();

  readonly observe = (event: RuntimeEvent): void => {
    this.events.push(event);
    for (const look of this.#waiters) look();
  };

  /** Resolves once `find` finds something among the events; the test's own time-out is the bound. */
  until<T>(find: (events: readonly RuntimeEvent[]) => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = find(this.events);
        if (found === undefined) return;
        this.#waiters.delete(look);
        resolve(found);
      };
      this.#waiters.add(look);
      look();
    });
  }

  settled(wanted: Partial<Settled>): Promise<Settled> {
    const fits = (event: RuntimeEvent): event is Settled =>
      event.type === "settled" && Object.entries(wanted).every(([key, value]) => event[key as keyof Settled] === value);
    const past = this.events.find(fits);
    if (past !== undefined) return Promise.resolve(past);
    // From now on the newest alone: a message that waits for a day is settled tens of thousands of times.
    return this.until((events) => events.slice(-1).find(fits));
  }

  subscription(queue: string, state: string): Promise<RuntimeEvent> {
    return this.until((events) =>
      events.findLast((event) => event.type === "subscription" && event.queue === queue && event.state === state),
    );
  }
}
