import { bindingLeftBehind } from "./rules/binding-left-behind.js";
import { bindingNarrowed } from "./rules/binding-narrowed.js";
import { bindingWidened } from "./rules/binding-widened.js";
import { deadLetterRouteChanged } from "./rules/dead-letter-route-changed.js";
import { exchangeRefused, exchangeSilentlyDifferent } from "./rules/exchange-refused.js";
import { exchangeRemoved } from "./rules/exchange-removed.js";
import { exchangeTypeChanged } from "./rules/exchange-type-changed.js";
import { permissionWithdrawn } from "./rules/permission-withdrawn.js";
import { policyChanged } from "./rules/policy-changed.js";
import { queueRefused, queueSilentlyDifferent } from "./rules/queue-refused.js";
import { queueRemoved, queueRenamed } from "./rules/queue-removed.js";
import { retryLadderChanged } from "./rules/retry-ladder-changed.js";
import { routingKeyMoved } from "./rules/routing-key-moved.js";
import type { TopologyRule } from "./topology-finding.js";

/** Every rule of the topology. */
export const topologyRules: readonly TopologyRule[] = [
  exchangeRefused,
  exchangeSilentlyDifferent,
  exchangeTypeChanged,
  exchangeRemoved,
  queueRefused,
  queueSilentlyDifferent,
  queueRemoved,
  queueRenamed,
  routingKeyMoved,
  bindingNarrowed,
  bindingLeftBehind,
  bindingWidened,
  retryLadderChanged,
  deadLetterRouteChanged,
  policyChanged,
  permissionWithdrawn,
];
