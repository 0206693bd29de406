import type { BrokerLink } from "../broker.js";
import type { ConsumedQueue } from "../message/descriptor.js";
import { Batches } from "./batches.js";
import type { Readable, Route } from "./delivery-judge.js";
import { handleEach } from "./handle-each.js";
import { handleInOrder } from "./handle-in-order.js";
import type { Handling, Way } from "./handling.js";
import type { Work } from "./in-flight.js";
import { InPlaceRetries } from "./in-place-retries.js";
import { OrderedLanes } from "./ordered-lanes.js";
import { Slots } from "./slots.js";

export interface WaysOptions {
  readonly link: BrokerLink;
  readonly descriptor: ConsumedQueue;
  readonly prefetch: number;
  /** Handlers of the queue that run at once, at most. */
  readonly concurrency?: number;
  /** True while the broker hands out one delivery at a time. */
  readonly comesAlone: () => boolean;
}

/** How the messages of one queue are handled: a way for each name. Ordered ones share their lanes, and all of them their places. */
export class WaysOfHandling {
  readonly #handling: Handling;
  readonly #lanes: OrderedLanes | undefined;
  readonly #ways: ReadonlyMap<Route, Way>;

  /** @throws ContractError `configuration` where the ladder of an ordered handler has a step of no known length */
  constructor(handling: Handling, { link, descriptor, prefetch, concurrency, comesAlone }: WaysOptions) {
    const { clock } = link.transport;
    const { routes } = handling.judge;
    this.#handling = handling;
    const ordered = routes.filter(({ plan }) => plan.batch === undefined && plan.orderBy !== undefined);
    const steps = [descriptor.retry, ...ordered.map(({ ladder }) => ladder)].flatMap((ladder) => ladder?.steps ?? []);
    // The other half of the prefetch stays for the keys that go on.
    const bound = Math.max(1, Math.floor(prefetch / 2));
    const retrying = { link, queue: descriptor.queue, steps, bound };
    const lanes = ordered.length > 0 ? new OrderedLanes(handling, new InPlaceRetries(retrying), clock) : undefined;
    this.#lanes = lanes;
    const all = new Slots(concurrency);
    const wayOf = ({ plan }: Route): Way => {
      const slots = new Slots(plan.concurrency, all);
      if (plan.batch !== undefined) return new Batches({ handling, plan, slots, clock, comesAlone });
      if (plan.orderBy === undefined || lanes === undefined) return handleEach(handling, plan, slots);
      return handleInOrder(handling, plan, plan.orderBy, slots, lanes);
    };
    this.#ways = new Map(routes.map((route) => [route, wayOf(route)]));
  }

  take(work: Work, readable: Readable): void {
    const way = this.#ways.get(readable.route);
    if (way === undefined) throw new TypeError(`no way of handling ${readable.route.reader.name}`);
    way.take(work, readable);
    this.#handling.rested();
  }

  stop(): void {
    for (const way of this.#ways.values()) way.stop?.();
  }

  lost(): void {
    this.#lanes?.lost();
  }
}
