import type { Settled } from "../event-log.js";
import { BUPE } from "../people.js";
import type { Scenario } from "../scenario.js";
import type { Stage } from "../stage.js";
import { apply, disbursed, enrol } from "./steps.js";

/** The bureau refuses connections; the request waits on the ladder, twice, and succeeds when the bureau is back. */
export const bureauDown: Scenario = {
  name: "bureau-down",
  title: "The credit bureau is down: the request waits on the retry ladder until it is back",
  async play(stage) {
    const client = await enrol(stage, BUPE);
    await stage.scene("The credit bureau goes down");
    await stage.bureau.down();
    const result = await apply(stage, BUPE, client, ["8000.00", 12]);
    const first = await retried(stage, 1);
    stage.say("The request waits for a second, in a queue of the broker's");
    const second = await retried(stage, 2);
    stage.say("The bureau is still down: it waits for five. Meanwhile the bureau comes back");
    await stage.bureau.up();
    const handled = await stage.log.settled(
      "the credit report request after the bureau's return",
      (event) => event.messageId === first.messageId && event.outcome === "ack",
    );
    const loan = await disbursed(stage, result);
    return [
      { what: "the request waited in two wait queues, 1s and 5s", ok: first.step === "1s" && second.step === "5s" },
      { what: "it succeeded at attempt 3, with the same message id", ok: handled.attempt === 3 },
      { what: "the loan was approved and paid out", ok: loan.principal.amount === "8000.00" },
    ];
  },
};

function retried(stage: Stage, attempt: number): Promise<Settled> {
  return stage.log.settled(
    `retry ${attempt} of the credit report request`,
    (event) => event.message === "CreditReportRequested" && event.outcome === "retry" && event.attempt === attempt,
  );
}
