import type { Place } from "../../diagnostic.js";
import type { RetryPolicy, Route } from "../../model/contract-model.js";
import type { Binding, Policy, User } from "../../model/topology.js";
import type { BareExchange, BareQueue } from "../contract.js";

/** One side of a change: what the broker must hold, and who uses it. Made from a model, or from released contracts. */
export interface TopologyView {
  readonly exchanges: readonly Placed<BareExchange>[];
  readonly queues: readonly Placed<BareQueue>[];
  /** Of queues that outlive their consumers; those of instances stand with their receivers. */
  readonly bindings: readonly Placed<Omit<Binding, "source">>[];
  readonly policies: readonly Policy[];
  /** Accounts with what they may do; none where the side does not say. */
  readonly users: readonly User[];
  /** One for each message, service and operation that publishes it to a place of its own. */
  readonly routes: readonly SentRoute[];
  /** One for each message, service and operation that reads it from a queue. */
  readonly receivers: readonly QueueReceiver[];
}

/** A thing, and where it stands; null where no document names it. */
export type Placed<T> = T & { readonly at: Place | null };

/** A message on its way into the broker. */
export interface SentRoute extends Route {
  readonly message: string;
  readonly service: string;
  readonly operation: string;
  readonly at: Place | null;
}

/** A message on its way out of it. */
export interface QueueReceiver {
  readonly message: string;
  readonly service: string;
  readonly operation: string;
  /** With a parameter in the place of the instance's id where each instance has its own. */
  readonly queue: string;
  /** True where each instance declares the queue and its bindings at run time: they go with the instance. */
  readonly perInstance: boolean;
  readonly bindings: readonly Route[];
  /** Null for queues of instances. */
  readonly retry: RetryPolicy | null;
  readonly at: Place | null;
}
