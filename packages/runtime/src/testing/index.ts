export type { ManualClock, MemoryBroker } from "../transport/memory/index.js";
export { manualClock } from "../transport/memory/index.js";
export type { Duration } from "./duration.js";
export type { RecordList, WaitOptions } from "./record-list.js";
export type { DeadLetteredRecord, HandledRecord, MessageRecord, PublishedRecord, RecordOf } from "./records.js";
export type { TestBroker, TestBrokerOptions, TestBrokerReport } from "./test-broker.js";
export { createTestBroker } from "./test-broker.js";
