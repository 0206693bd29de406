import { channelRefused, consumerTimeout, diskAlarm, exchangeMissing, memoryAlarm } from "./broker-faults.js";
import type { Fault } from "./fault.js";
import { allKilled, followerKilled, leaderKilled, partition, rollingRestart } from "./node-faults.js";
import { connectionsClosed, pathCut, pathHalfOpen, pathSlow } from "./path-faults.js";
import { consumerKilled, drainRestart, nackStorm, poison, publisherKilled, thousandClients } from "./process-faults.js";
import { queueDeleted, retriesWait } from "./queue-faults.js";

/** Every fault, in the order of the page. */
export const faults: readonly Fault[] = [
  leaderKilled,
  followerKilled,
  allKilled,
  rollingRestart,
  connectionsClosed,
  pathCut,
  pathHalfOpen,
  pathSlow,
  partition,
  exchangeMissing,
  channelRefused,
  queueDeleted,
  memoryAlarm,
  diskAlarm,
  consumerTimeout,
  nackStorm,
  retriesWait,
  poison,
  publisherKilled,
  consumerKilled,
  drainRestart,
  thousandClients,
];
