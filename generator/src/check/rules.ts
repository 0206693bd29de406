import { boundedPatterns } from "./bounded-patterns.js";
import { countedObjects } from "./counted-objects.js";
import { examples } from "./examples.js";
import { headers } from "./headers.js";
import { instanceQueues } from "./instance-queues.js";
import { lostMessages } from "./lost-messages.js";
import { messageFacts } from "./message-facts.js";
import { nameLengths } from "./name-lengths.js";
import { names } from "./names.js";
import { operations } from "./operations.js";
import { replies } from "./replies.js";
import { retiredVersions } from "./retired-versions.js";
import { routes } from "./routes.js";
import type { Rule } from "./rule.js";
import { upcasters } from "./upcasters.js";
import { versionNumbers } from "./version-numbers.js";
import { versionStatus } from "./version-status.js";

/** Every rule. A new rule is a file, or a place in its family's file, and a line here. */
export const rules: readonly Rule[] = [
  ...names,
  nameLengths,
  ...messageFacts,
  ...versionNumbers,
  ...versionStatus,
  ...retiredVersions,
  ...upcasters,
  ...examples,
  countedObjects,
  boundedPatterns,
  ...operations,
  ...routes,
  ...replies,
  ...headers,
  ...instanceQueues,
  ...lostMessages,
];
