import type { Scenario } from "./scenario.js";
import { bureauDown } from "./scenarios/bureau-down.js";
import { approved, rejected } from "./scenarios/decisions.js";
import { malformed } from "./scenarios/malformed.js";
import { oldSender } from "./scenarios/old-sender.js";

/** Every story that the flow tells, in this order. */
export const SCENARIOS: readonly Scenario[] = [approved, rejected, bureauDown, malformed, oldSender];
