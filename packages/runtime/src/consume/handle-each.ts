import type { Readable } from "./delivery-judge.js";
import type { EachPlan } from "./handler-plan.js";
import type { Handling, Way } from "./handling.js";
import type { Work } from "./in-flight.js";
import type { Slots } from "./slots.js";

/** Hands over each message by itself, as soon as there is a place for it. */
export function handleEach(handling: Handling, { handle }: EachPlan, slots: Slots): Way {
  const run = async (work: Work, readable: Readable): Promise<void> => {
    if (!slots.areEndless && !(await slots.enter(work))) return;
    // While stopping it goes back with the rest.
    if (work.isOver || handling.isStopping) {
      if (!slots.areEndless) slots.leave();
      return;
    }
    work.isBusy = () => true;
    const judging = { readable, delivery: work.delivery };
    const judged = await handling.judge.handle(judging, handle, work.begin());
    if (!slots.areEndless) slots.leave();
    await handling.finish(work, judged);
  };
  return {
    take: (work, readable) => void run(work, readable).catch(() => handling.giveUp(work, "internal-fault")),
  };
}
