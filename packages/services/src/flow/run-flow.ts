import { calm } from "./account.js";
import { EventLog } from "./event-log.js";
import type { FlowHost } from "./host.js";
import type { FlowOutput } from "./output.js";
import { type FlowReport, flowReport, type Played } from "./report.js";
import type { Check, Scenario } from "./scenario.js";
import type { Stage } from "./stage.js";
import { setStage } from "./stage.js";

/**
 * Plays the scenarios on a host and tells each message as it moves. The host is closed at the end, whatever happens.
 *
 * @param patienceMs - after which a scenario that waits for what does not happen has failed
 */
export async function runFlow(
  host: FlowHost,
  scenarios: readonly Scenario[],
  output: FlowOutput,
  patienceMs?: number,
): Promise<FlowReport> {
  try {
    output.begin(host);
    const log = new EventLog((logged) => {
      const { event } = logged;
      if (event.type === "settled") output.settled({ ...logged, event });
    }, patienceMs);
    const stage = await setStage(host, log, (text) => output.say(text, log.now));
    const played: Played[] = [];
    try {
      for (const [index, scenario] of scenarios.entries()) {
        output.scenario(index + 1, scenarios.length, scenario);
        played.push(await play(scenario, stage, log));
        output.scenarioEnd();
      }
    } finally {
      await stage.close();
    }
    const report = flowReport(host, played, log.events);
    output.end(report);
    return report;
  } finally {
    await host.close();
  }
}

/** Plays a scenario to the end of its last message. */
async function play(scenario: Scenario, stage: Stage, log: EventLog): Promise<Played> {
  log.beginScenario();
  const begin = log.now;
  const checks: Check[] = [];
  try {
    checks.push(...(await scenario.play(stage)));
    await calm(log);
  } catch (error) {
    checks.push({ what: error instanceof Error ? error.message : String(error), ok: false });
  }
  return { scenario, checks, seconds: (log.now - begin) / 1000 };
}
