import type { BrokerNode } from "@insaka/broker";
import { isAtLeast } from "@insaka/broker";
import { type BrokerVersion, brokerVersions } from "@insaka/generator";

/** A broker that the suites are run on. */
export interface Target {
  readonly name: string;
  /** The series whose verdicts it is held against. */
  readonly version: BrokerVersion;
  node(): Promise<BrokerNode>;
}

/** The newest series that is known and not newer than the broker. */
export function seriesOf(version: string): BrokerVersion {
  return brokerVersions.findLast((series) => isAtLeast(version, series)) ?? "3.12";
}
