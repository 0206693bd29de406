import type { Settled } from "../event-log.js";
import { MWILA } from "../people.js";
import type { Scenario } from "../scenario.js";
import type { Stage } from "../stage.js";
import { apply, outcome } from "./apply.js";

/** The bureau refuses connections; the request waits on the ladder, twice, and succeeds when the bureau is back. */
export const bureauDown: Scenario = {
  name: "bureau-down",
  title: "The credit bureau is down: the request waits on the retry ladder until it is back",
  async play(stage) {
    await stage.bureau.down();
    const applicationId = await apply(stage, MWILA, "8000.00");
    const first = await retried(stage, 1);
    const second = await retried(stage, 2);
    await stage.bureau.up();
    const handled = await stage.log.settled(
      "the credit report request after the bureau's return",
      (event) => event.messageId === first.messageId && event.outcome === "ack",
    );
    return [
      { what: "the request waited in two wait queues", ok: first.step !== undefined && second.step !== undefined },
      { what: "it succeeded at attempt 3, with the same message id", ok: handled.attempt === 3 },
      ...(await outcome(stage, applicationId, "approved")),
    ];
  },
};

function retried(stage: Stage, attempt: number): Promise<Settled> {
  return stage.log.settled(
    `retry ${attempt} of the credit report request`,
    (event) => event.message === "CreditReportRequested" && event.outcome === "retry" && event.attempt === attempt,
  );
}
