import type { JsonValue } from "@insaka/schema";
import type { Readable } from "./delivery-judge.js";
import type { FailureFacts } from "./disposition.js";
import type { EachPlan } from "./handler-plan.js";
import type { Handling, Way } from "./handling.js";
import type { Work } from "./in-flight.js";
import type { OrderedLanes } from "./ordered-lanes.js";
import type { Slots } from "./slots.js";

/** Hands over the messages of one key one after another. */
export function handleInOrder(
  handling: Handling,
  { handle }: EachPlan,
  orderBy: (payload: JsonValue) => unknown,
  slots: Slots,
  lanes: OrderedLanes,
): Way {
  return {
    take(work: Work, { payload, envelope, route }: Readable): void {
      const found = keyOf(payload, orderBy);
      if (typeof found === "string") {
        lanes.take(found, envelope.messageId, { work, handle, slots });
        return;
      }
      // While stopping it goes back with the rest.
      if (handling.isStopping) return;
      work.isBusy = () => true;
      const told = { envelope, payload, readAs: route.reader.highest };
      // Without its key nobody can say what it must come after, so it is neither handled nor tried again.
      const disposition = { action: "dead-letter", exhausted: false, failure: found } as const;
      handling.finish(work, { disposition, ...told }).catch(() => handling.giveUp(work, "internal-fault"));
    },
  };
}

/** What is thrown may quote the payload: its class alone is told. */
function keyOf(payload: JsonValue, orderBy: (payload: JsonValue) => unknown): string | FailureFacts {
  try {
    const key = orderBy(payload);
    if (typeof key === "string" || typeof key === "number") return String(key);
    return { class: "permanent", reason: `orderBy returned ${key === null ? "null" : typeof key}` };
  } catch (thrown) {
    const name = thrown instanceof TypeError ? "TypeError" : thrown instanceof Error ? "Error" : typeof thrown;
    return { class: "permanent", reason: `orderBy threw ${name}` };
  }
}
