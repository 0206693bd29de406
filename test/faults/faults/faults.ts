import { diskAlarm, exchangeMissing, memoryAlarm } from "./broker-faults.js";
import type { Fault } from "./fault.js";
import { allKilled, followerKilled, leaderKilled, partition, rollingRestart } from "./node-faults.js";
import { connectionsClosed, pathCut, pathHalfOpen, pathSlow } from "./path-faults.js";
import { consumerKilled, nackStorm, poison, publisherKilled } from "./process-faults.js";

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
  memoryAlarm,
  diskAlarm,
  nackStorm,
  poison,
  publisherKilled,
  consumerKilled,
];
