import type { Scenario } from "./scenario.js";
import { bureauDown } from "./scenarios/bureau-down.js";
import { happyPath } from "./scenarios/happy-path.js";
import { latePayer } from "./scenarios/late-payer.js";
import { malformed } from "./scenarios/malformed.js";
import { oldSender } from "./scenarios/old-sender.js";
import { readerFirst } from "./scenarios/reader-first.js";
import { rejected } from "./scenarios/rejected.js";

/** Every story that the flow tells, in this order. */
export const SCENARIOS: readonly Scenario[] = [
  happyPath,
  rejected,
  latePayer,
  bureauDown,
  malformed,
  oldSender,
  readerFirst,
];
