import type { Readable } from "./delivery-judge.js";
import type { EachPlan } from "./handler-plan.js";
import type { Handling, Way } from "./handling.js";
import type { Work } from "./in-flight.js";
import type { Slots } from "./slots.js";

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
    // By a callback: where no place has to be waited for, nothing is awaited but the handler.
    handling.judge.handle({ readable, delivery: work.delivery }, handle, work.begin(), (judged) => {
      if (!isFree) slots.leave();
      if (judged.disposition.action === "ack") handling.acknowledge(work, judged);
      else handling.finish(work, judged).catch(() => handling.giveUp(work, "internal-fault"));
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
