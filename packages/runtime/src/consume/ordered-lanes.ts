import type { Clock } from "../clock.js";
import type { SettleOutcome } from "../runtime-event.js";
import type { AnyHandler } from "./handler.js";
import type { Handling } from "./handling.js";
import type { Work } from "./in-flight.js";
import type { InPlaceRetries } from "./in-place-retries.js";
import type { Slots } from "./slots.js";

/** How long a lane keeps the place of a message that went back to its queue. With one consumer it is there again at once. */
const RETURN_MS = 10_000;

/** A delivery in a lane, and what its handler is and needs. */
interface Held {
  readonly work: Work;
  readonly handle: AnyHandler;
  readonly slots: Slots;
}

/** A place in a lane. Without a delivery it is kept for the one that was handed back and is on its way again. */
interface Place {
  readonly id: string;
  held: Held | undefined;
  expiry?: () => void;
}

/** The messages of one key, in the order of their queue. */
interface Lane {
  readonly key: string;
  readonly places: Place[];
  /** Somebody sees to its first message: no other may begin. */
  isRunning: boolean;
  /** Its first message is at its handler or is being settled: neither it nor those behind it can be handed back. */
  isBusy: boolean;
  /** Its first message has failed and waits. */
  isParked: boolean;
}

/**
 * Hands over the messages of one key one after another, and those of different keys beside each other.
 *
 * A message that fails waits in its place for its next attempt and holds back its own key alone. One that goes back to its
 * queue, such as before the broker's consumer timeout, keeps its place until it is here again. After the loss of a channel no
 * place is kept: the broker hands everything out again in the old order.
 */
export class OrderedLanes {
  readonly #handling: Handling;
  readonly #retries: InPlaceRetries;
  readonly #clock: Clock;
  readonly #lanes = new Map<string, Lane>();

  constructor(handling: Handling, retries: InPlaceRetries, clock: Clock) {
    this.#handling = handling;
    this.#retries = retries;
    this.#clock = clock;
  }

  /** Deliveries that keys with a waiting message hold back, that message included. */
  get parked(): number {
    let parked = 0;
    for (const { isParked, places } of this.#lanes.values()) if (isParked) parked += places.length;
    return parked;
  }

  take(key: string, id: string, held: Held): void {
    const lane = this.#lanes.get(key) ?? this.#open(key);
    const kept = lane.places.find((place) => place.held === undefined && place.id === id);
    const place = kept ?? { id, held };
    if (kept === undefined) lane.places.push(place);
    place.expiry?.();
    place.held = held;
    held.work.isBusy = () => lane.isBusy;
    held.work.onOver((outcome) => this.#left(lane, place, held, outcome));
    this.#pump(lane);
  }

  /** The channel is lost: what was handed back before comes again with all the rest. */
  lost(): void {
    for (const lane of this.#lanes.values()) {
      for (const place of [...lane.places]) if (place.held === undefined) this.#vacate(lane, place);
    }
  }

  #open(key: string): Lane {
    const lane: Lane = { key, places: [], isRunning: false, isBusy: false, isParked: false };
    this.#lanes.set(key, lane);
    return lane;
  }

  #left(lane: Lane, place: Place, held: Held, outcome: SettleOutcome): void {
    if (outcome !== "requeue" && outcome !== "stale") this.#retries.forget(held.work.delivery, outcome === "ack");
    if (place.held !== held) return;
    place.held = undefined;
    if (outcome !== "requeue" || this.#handling.isStopping) this.#vacate(lane, place);
    else place.expiry = this.#clock.after(RETURN_MS, () => this.#vacate(lane, place));
  }

  #vacate(lane: Lane, place: Place): void {
    place.expiry?.();
    const at = lane.places.indexOf(place);
    if (at >= 0) lane.places.splice(at, 1);
    this.#pump(lane);
  }

  #pump(lane: Lane): void {
    if (lane.isRunning) return;
    const [first] = lane.places;
    if (first === undefined) {
      this.#lanes.delete(lane.key);
      return;
    }
    const { held } = first;
    if (held === undefined || this.#handling.isStopping) return;
    lane.isRunning = true;
    void this.#run(lane, held)
      .catch(() => this.#handling.giveUp(held.work, "internal-fault"))
      .finally(() => {
        lane.isRunning = false;
        lane.isBusy = false;
        lane.isParked = false;
        this.#pump(lane);
        this.#handling.rested();
      });
  }

  /** One message, from its first attempt to its end. */
  async #run(lane: Lane, { work, slots, handle }: Held): Promise<void> {
    const { judge } = this.#handling;
    while (!work.isOver && !this.#handling.isStopping) {
      lane.isParked = this.#retries.pauseOf(work) > 0;
      await this.#retries.wait(work);
      if (!(await slots.enter(work))) return;
      if (work.isOver || this.#handling.isStopping) return slots.leave();
      lane.isBusy = true;
      lane.isParked = false;
      const as = this.#retries.asOf(work.delivery);
      // Read again: the handler may have changed what it was given at the attempt before.
      const readable = judge.read(as);
      const judged = readable.ok
        ? await judge.handled({ readable, delivery: as }, handle, work.begin()).finally(() => slots.leave())
        : readable.judged;
      if (!readable.ok) slots.leave();
      if (work.isOver) return;
      lane.isParked = true;
      const isSpared = this.#handling.countFailure(work, judged);
      const settled = this.#retries.after(work, as, judged, this.parked, isSpared);
      if (settled !== undefined || !as.isLive()) {
        lane.isParked = false;
        if (settled === undefined) this.#handling.giveUp(work, "channel-lost");
        else await this.#handling.finish(work, settled, as);
        return;
      }
      lane.isBusy = false;
      this.#handling.parked(work, as, judged);
    }
  }
}
