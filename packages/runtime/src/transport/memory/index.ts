export type {
  Arguments,
  BindingEntry,
  BrokerDefinitions,
  ExchangeEntry,
  PermissionEntry,
  PolicyEntry,
  QueueEntry,
  TopicPermissionEntry,
} from "./definitions.js";
export type { ManualClock } from "./manual-clock.js";
export { manualClock } from "./manual-clock.js";
export type { MemoryBroker, MemoryBrokerOptions, QueueDepth, RawMessage } from "./memory-broker.js";
export { createMemoryBroker } from "./memory-broker.js";
