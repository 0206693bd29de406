import { describe } from "vitest";
import { actionTable } from "./suite/action-table.js";
import { broadcast } from "./suite/broadcast.js";
import { circuitBreaker } from "./suite/circuit-breaker.js";
import { consuming } from "./suite/consuming.js";
import { deadLetters } from "./suite/dead-letters.js";
import { documentHeaders } from "./suite/document-headers.js";
import { immediateRetries } from "./suite/immediate-retries.js";
import { lifecycle } from "./suite/lifecycle.js";
import { parking } from "./suite/parking.js";
import { permissions } from "./suite/permissions.js";
import { publishing } from "./suite/publishing.js";
import { requests } from "./suite/requests.js";
import { retry } from "./suite/retry.js";
import { routing } from "./suite/routing.js";
import { waysOfHandling } from "./suite/ways-of-handling.js";
import type { Setup } from "./support/host.js";

const PARTS = [
  routing,
  publishing,
  consuming,
  waysOfHandling,
  parking,
  actionTable,
  retry,
  circuitBreaker,
  documentHeaders,
  immediateRetries,
  deadLetters,
  permissions,
  lifecycle,
  requests,
  broadcast,
];

/** Everything that the runtime promises on every transport. A difference between brokers is a declared feature. */
export function conformance(setup: Setup): void {
  describe(setup.name, () => {
    for (const part of PARTS) part(setup);
  });
}
