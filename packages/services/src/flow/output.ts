import type { LoggedEvent, Settled } from "./event-log.js";
import type { FlowHost } from "./host.js";
import type { FlowReport } from "./report.js";
import type { Scenario } from "./scenario.js";

/** How a run is told while it goes on and when it is over. */
export interface FlowOutput {
  /** Progress of what takes a while, for people. */
  note(text: string): void;
  begin(host: Pick<FlowHost, "transport" | "description">): void;
  scenario(index: number, total: number, scenario: Scenario): void;
  /** What people do, between the messages; `at` in milliseconds since the run began. */
  say(text: string, at: number): void;
  /** A scenario is over. */
  scenarioEnd(): void;
  settled(logged: LoggedEvent & { readonly event: Settled }): void;
  end(report: FlowReport): void;
}
