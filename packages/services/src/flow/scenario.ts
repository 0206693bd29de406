import type { Stage } from "./stage.js";

/** One thing that a scenario promised, and whether it came true. */
export interface Check {
  readonly what: string;
  readonly ok: boolean;
}

/** A story told on the stage. It waits for events, never for time. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  play(stage: Stage): Promise<readonly Check[]>;
}
