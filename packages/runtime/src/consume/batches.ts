import type { Clock } from "../clock.js";
import type { TransportDelivery } from "../transport/transport.js";
import { isTriedAgain, type Judged, type Readable, type TriedAgain } from "./delivery-judge.js";
import { HandlerAbort } from "./handler-abort.js";
import type { BatchPlan } from "./handler-plan.js";
import type { Handling, Way } from "./handling.js";
import type { Work } from "./in-flight.js";
import type { Slots } from "./slots.js";
import { tryInPlace } from "./try-in-place.js";

interface Item {
  readonly work: Work;
  readonly readable: Readable;
}

/** A message of a batch that has failed and is tried again by itself. */
interface Again {
  readonly work: Work;
  readonly as: TransportDelivery;
  readonly judged: TriedAgain;
}

export interface BatchesOptions {
  readonly handling: Handling;
  readonly plan: BatchPlan;
  readonly slots: Slots;
  readonly clock: Clock;
  /** True while the broker hands out one delivery at a time: no company can come. */
  readonly comesAlone: () => boolean;
}

/** Gathers the messages of one name until there are enough of them, or until the first has waited long enough. */
export class Batches implements Way {
  readonly #options: BatchesOptions;
  #waiting: Item[] = [];
  #callOff: (() => void) | undefined;
  /** The next batch waits for its place. */
  #isInLine = false;

  constructor(options: BatchesOptions) {
    this.#options = options;
  }

  take(work: Work, readable: Readable): void {
    const { plan, clock, comesAlone } = this.#options;
    this.#waiting.push({ work, readable });
    work.onOver(() => {
      this.#waiting = this.#waiting.filter((item) => item.work !== work);
    });
    // While stopping it goes back with the rest.
    if (this.#options.handling.isStopping) return;
    if (this.#waiting.length >= plan.batch.size || comesAlone()) this.#begin(work);
    else this.#callOff ??= clock.after(plan.batch.waitMs, () => this.#begin(work));
  }

  /** A batch that has only waited for company is handled rather than handed back, where there is a place for it. */
  stop(): void {
    const [first] = this.#waiting;
    if (first !== undefined && this.#options.slots.areFree) this.#begin(first.work);
  }

  #begin(first: Work): void {
    this.#callOff?.();
    this.#callOff = undefined;
    if (!this.#isInLine) void this.#run(first);
  }

  async #run(first: Work): Promise<void> {
    const { plan, slots } = this.#options;
    // Without an await where there is a place: at the drain whoever has not begun by then is handed back.
    if (!slots.enterNow()) {
      this.#isInLine = true;
      const isIn = await slots.enter(first);
      this.#isInLine = false;
      if (!isIn) {
        this.#waitOn();
        return;
      }
      if (this.#options.handling.isStopping) {
        slots.leave();
        return;
      }
    }
    const items = this.#waiting.splice(0, plan.batch.size);
    this.#waitOn();
    if (items.length > 0) await this.#handle(items);
    else slots.leave();
  }

  async #handle(items: readonly Item[]): Promise<void> {
    const { handling, plan, slots } = this.#options;
    const abort = new HandlerAbort();
    let isRunning = true;
    for (const { work } of items) {
      work.isBusy = () => true;
      work.begin(abort);
      // Who handed back one of them has told the handler to end: what it did with the others is not known.
      work.onOver((outcome) => {
        if (outcome === "requeue" && isRunning) for (const other of items) handling.giveUp(other.work, "batch-aborted");
      });
    }
    const judgings = items.map(({ work, readable }) => ({ readable, delivery: work.delivery }));
    const judged = await handling.judge.handleBatch(judgings, plan.batch.handle, abort);
    isRunning = false;
    let again: readonly Again[] = items.flatMap(({ work }, index) => this.#end(work, work.delivery, judged[index]));
    // The place is kept meanwhile: these are at the batch's handler still.
    while (again.length > 0) again = await this.#eachAgain(again);
    slots.leave();
  }

  /** Each by itself, so that one that cannot be handled does not take the others along a second time. */
  async #eachAgain(failed: readonly Again[]): Promise<readonly Again[]> {
    const { handling, plan } = this.#options;
    const ready = await Promise.all(
      failed.map(async ({ work, as, judged }) => {
        const judging = await tryInPlace(handling, work, as, judged).catch(() => undefined);
        if (judging === undefined) handling.giveUp(work, "internal-fault");
        return { work, judging };
      }),
    );
    const again: Again[] = [];
    for (const { work, judging } of ready) {
      if (judging === undefined || work.isOver) continue;
      const [judged] = await handling.judge.handleBatch([judging], plan.batch.handle, work.begin());
      again.push(...this.#end(work, judging.delivery, judged));
    }
    return again;
  }

  /** Settles a message without being waited for, or gives it back where it is to be tried again. */
  #end(work: Work, as: TransportDelivery, judged: Judged | undefined): readonly Again[] {
    const { handling } = this.#options;
    if (judged === undefined) return [];
    if (isTriedAgain(judged)) return [{ work, as, judged }];
    handling.finish(work, judged, as).catch(() => handling.giveUp(work, "internal-fault"));
    return [];
  }

  /** What is left waits for company, or for nothing more where it is enough. */
  #waitOn(): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#callOff !== undefined) return;
    const { plan, clock } = this.#options;
    if (this.#waiting.length >= plan.batch.size) this.#begin(first.work);
    else this.#callOff = clock.after(plan.batch.waitMs, () => this.#begin(first.work));
  }
}
