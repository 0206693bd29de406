import { isTriedAgain, type Judging, type Readable } from "./delivery-judge.js";
import type { EachPlan } from "./handler-plan.js";
import type { Handling, Way } from "./handling.js";
import type { Work } from "./in-flight.js";
import type { Slots } from "./slots.js";
import { tryInPlace } from "./try-in-place.js";

const busy = (): boolean => true;

/** Hands over each message by itself, as soon as there is a place for it. */
export function handleEach(handling: Handling, { handle }: EachPlan, slots: Slots): Way {
  const isFree = slots.areEndless;
  const begin = (work: Work, readable: Readable): void => {
    // While stopping it goes back with the rest.
    if (work.isOver || handling.isStopping) {
      if (!isFree) slots.leave();
      return;
    }
    work.isBusy = busy;
    hand(work, { readable, delivery: work.delivery });
  };
  // By a callback: where no place has to be waited for, nothing is awaited but the handler.
  const hand = (work: Work, judging: Judging): void => {
    const { delivery } = judging;
    handling.judge.handle(judging, handle, work.begin(), (judged) => {
      if (isTriedAgain(judged)) {
        handAgain(work, tryInPlace(handling, work, delivery, judged));
        return;
      }
      if (!isFree) slots.leave();
      if (judged.disposition.action === "ack") handling.acknowledge(work, judged, delivery);
      else handling.finish(work, judged, delivery).catch(() => handling.giveUp(work, "internal-fault"));
    });
  };
  /** It keeps its place meanwhile. */
  const handAgain = (work: Work, trying: Promise<Judging | undefined>): void => {
    const failed = (): undefined => void handling.giveUp(work, "internal-fault");
    void trying.catch(failed).then((next) => {
      if (next !== undefined) hand(work, next);
      else if (!isFree) slots.leave();
    });
  };
  const waitForPlace = async (work: Work, readable: Readable): Promise<void> => {
    if (await slots.enter(work)) begin(work, readable);
  };
  return {
    take(work, readable) {
      if (isFree) begin(work, readable);
      else waitForPlace(work, readable).catch(() => handling.giveUp(work, "internal-fault"));
    },
  };
}
