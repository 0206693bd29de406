import { startBroker } from "@insaka/broker";
import { account } from "./account.js";
import { EventLog } from "./event-log.js";
import type { Check, Scenario } from "./scenario.js";
import { SCENARIOS } from "./scenarios.js";
import type { Played } from "./show.js";
import { deliveryLines, heading, legend, summary } from "./show.js";
import type { Stage } from "./stage.js";
import { setStage } from "./stage.js";

export interface FlowOutput {
  /** What the flow is for: the story. */
  readonly print: (text: string) => void;
  /** Progress of what takes a while. */
  readonly note: (text: string) => void;
}

/** Plays every scenario on a real broker and shows each message as it moves. Resolves to whether all ended as it should. */
export async function runFlow({ print, note }: FlowOutput): Promise<boolean> {
  const node = await startBroker({ log: note });
  try {
    print(`Insaka: the lending flow on ${node.description}\n\n${legend()}`);
    const log = new EventLog((logged) => {
      const { event } = logged;
      if (event.type === "settled") print(deliveryLines({ ...logged, event }));
    });
    const stage = await setStage(node, log);
    const played: Played[] = [];
    try {
      for (const [index, scenario] of SCENARIOS.entries()) {
        print(heading(index + 1, SCENARIOS.length, scenario));
        played.push(await play(scenario, stage));
      }
      await everythingSettled(log);
    } finally {
      await stage.close();
    }
    const sums = account(log.events);
    print(summary(played, sums));
    return sums.lost.length === 0 && played.every(({ checks }) => checks.every((check) => check.ok));
  } finally {
    await node.stop();
  }
}

async function play(scenario: Scenario, stage: Stage): Promise<Played> {
  const begin = performance.now();
  const seconds = (): number => (performance.now() - begin) / 1000;
  try {
    return { scenario, checks: await scenario.play(stage), seconds: seconds() };
  } catch (error) {
    const failed: Check = { what: error instanceof Error ? error.message : String(error), ok: false };
    return { scenario, checks: [failed], seconds: seconds() };
  }
}

/** The last notifications may still be on their way when the last scenario has seen what it wanted. */
async function everythingSettled(log: EventLog): Promise<void> {
  const open = account(log.events).lost;
  const final = (id: string) =>
    log.settled(`the end of message ${id}`, (event) => event.messageId === id && event.outcome !== "retry", 10_000);
  // What does not end shows in the summary as lost.
  await Promise.allSettled(open.map(final));
}
