import type { Broker, ConnectOptions } from "@insaka/runtime";
import type { BrokerDefinitions, RawMessage } from "@insaka/runtime/memory";
import type { TestContext } from "vitest";
import type { Told } from "../../support/told.js";
import { definitions as generated } from "../contracts/generated/definitions.js";

/** What is known to differ between the brokers that the suite runs on. Each is asserted, whichever way it is. */
export interface Features {
  /** Time stands still until the test lets it pass; else it passes by itself. */
  readonly setsTime: boolean;
  /** A message that a living consumer hands back (nack) counts as delivered once more. From 4.3 on it does not. */
  readonly countsHandBacks: boolean;
  /** An alarm blocks a connection at once; else it is told when it publishes. */
  readonly announcesAlarms: boolean;
  /** An instance queue is gone from the routes as soon as its connection is closed; else a moment later. */
  readonly forgetsInstancesAtOnce: boolean;
  /** As many `#` may stand in one binding key. */
  readonly hashesInAKey: number;
  /** A queue refuses from its limit on exactly; else it may take some more before it does. */
  readonly countsExactly: boolean;
}

/** A message as it lies in a queue. */
export interface Lying {
  readonly body: Buffer;
  readonly messageId: string | undefined;
  readonly type: string | undefined;
  readonly correlationId: string | undefined;
  readonly contentType: string | undefined;
  readonly appId: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly exchange: string;
  readonly routingKey: string;
  readonly redelivered: boolean;
}

export interface Connected {
  readonly broker: Broker;
  readonly told: Told;
}

/** One broker with the suite's topology in it, for one test. */
export interface Host {
  /** Connects a service with its own rights; it is closed when the test has finished. */
  connect(service: string, options?: Omit<ConnectOptions, "service">): Promise<Connected>;
  /** Connects with every right; closed when the test has finished. */
  operator(): Promise<Broker>;
  /** Sends as a stranger. Resolves to whether any queue took it. */
  publish(message: RawMessage): Promise<boolean>;
  /** What waits in a queue that nobody consumes, the next one first. It stays there. */
  messages(queue: string): Promise<readonly Lying[]>;
  /** Ends the connections of a service from the broker's side. */
  disconnect(service: string): Promise<void>;
  deleteQueue(name: string): Promise<void>;
  deleteExchange(name: string): Promise<void>;
  /** Imports the definitions again: what was deleted is back. */
  restore(): Promise<void>;
  /** Lets waits of `ms` come to their end, where time does not pass by itself. */
  pass(ms: number): Promise<void>;
  /** The broker goes away and comes back with what it keeps. On a host of its own only. */
  restart(): Promise<void>;
  /** Raises or ends an alarm that stops publishes. On a host of its own only. */
  alarm(on: boolean): Promise<void>;
}

export interface HostOptions {
  readonly definitions?: BrokerDefinitions;
  /** The test hits everybody on the broker, so it needs one of its own; skipped with a reason where there can be none. */
  readonly alone?: boolean;
}

/** What a run of the suite is made of. */
export interface Setup {
  readonly name: string;
  readonly features: Features;
  /** Removed when the test has finished. The context is the test's own: tests run beside each other. */
  host(context: TestContext, options?: HostOptions): Promise<Host>;
}

/** The definitions that codegen wrote for the suite's services. */
export const DEFINITIONS: BrokerDefinitions = generated;

/** The same with other rules for one queue. */
export function withPolicy(queue: string, rules: Readonly<Record<string, unknown>>): BrokerDefinitions {
  const policies = (DEFINITIONS.policies ?? []).map((policy) =>
    policy.name.endsWith(`.${queue}`) ? { ...policy, definition: { ...policy.definition, ...rules } } : policy,
  );
  return { ...DEFINITIONS, policies };
}
