import { cpus } from "node:os";
import { setTimeout as pause } from "node:timers/promises";

/** In milliseconds: how long the machine must have been quiet, and what is waited for at most. */
const [lull, most] = [2_000, 15_000];
/** Of all processors' time. */
const quietShare = 0.1;

/**
 * Waits until the machine does next to nothing. A broker goes on writing for seconds what the last client has left it, the more the
 * less that client grouped its acknowledgements; without a pause the next client would be measured with that work.
 */
export async function quietMachine(): Promise<void> {
  for (let waited = 0; waited < most; waited += lull) {
    const before = processorTimes();
    await pause(lull);
    const after = processorTimes();
    if (after.busy - before.busy < quietShare * (after.all - before.all)) return;
  }
}

function processorTimes(): { readonly busy: number; readonly all: number } {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const work = times.user + times.nice + times.sys + times.irq;
    busy += work;
    all += work + times.idle;
  }
  return { busy, all };
}
