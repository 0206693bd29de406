/**
 * What becomes of a live broker when the topology of the documents changes.
 *
 * @module
 */
export { compareExchange, compareQueue, type Difference, type Outcome } from "./compare-declarations.js";
export { type BrokerVersion, brokerVersions, comparedArguments, type QueueType } from "./compared-parts.js";
export { judgeTopology } from "./judge-topology.js";
export { keyOutside, overlap, patternContains, patternMatches } from "./topic-algebra.js";
export type { Subject, TopologyFinding, TopologyRule } from "./topology-finding.js";
export { topologyOf } from "./topology-of.js";
export { type PlacedContract, topologyOfContracts } from "./topology-of-contracts.js";
export { topologyRules } from "./topology-rules.js";
export type { Placed, QueueReceiver, SentRoute, TopologyView } from "./topology-view.js";
