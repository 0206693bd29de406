import type { Stretch } from "../stretch.js";

/** What a client process is told to do. */
export interface Orders {
  readonly scenario: string;
  /** Who does it: `raw`, `typed` or a peer. */
  readonly subject: string;
  /** URLs of the broker by the service's name, `admin` for whoever is no service. They hold passwords: never print them. */
  readonly urls: Readonly<Record<string, string>>;
  readonly warmUp: number;
  readonly messages: number;
}

/** What came of it. */
export interface Outcome extends Stretch {
  /** One for each message, in milliseconds, where that was asked for. */
  readonly latencies?: readonly number[];
}

export type Scenario = (orders: Orders) => Promise<Outcome>;

/** @throws Error where the orders give none */
export function urlOf({ urls, scenario }: Orders, service: string): string {
  const url = urls[service];
  if (url === undefined) throw new Error(`${scenario} was given no URL of ${service}`);
  return url;
}
