import type { Source } from "./source.js";

/** What the broker must hold, in RabbitMQ's words. All of it is durable: queues of instances are declared by the instances. */
export interface Topology {
  readonly vhost: string;
  readonly exchanges: readonly Exchange[];
  readonly queues: readonly Queue[];
  readonly bindings: readonly Binding[];
  readonly policies: readonly Policy[];
  readonly users: readonly User[];
}

/** An exchange. */
export interface Exchange {
  readonly name: string;
  readonly type: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly internal: boolean;
  readonly arguments: Readonly<Record<string, string | number | boolean>>;
  readonly source: Source;
}

/** A queue, and what it is for. */
export interface Queue {
  readonly name: string;
  readonly role: "consumed" | "dead-letter" | "wait" | "stray";
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly arguments: Readonly<Record<string, string | number | boolean>>;
  readonly source: Source;
}

/** A binding of a queue to an exchange. */
export interface Binding {
  readonly exchange: string;
  readonly queue: string;
  readonly routingKey: string;
  readonly source: Source;
}

/** A policy: what applies to all queues whose name matches. The broker applies one policy to a queue, the one of highest priority. */
export interface Policy {
  readonly name: string;
  readonly pattern: string;
  readonly applyTo: "quorum_queues" | "classic_queues";
  readonly priority: number;
  readonly definition: Readonly<Record<string, string | number>>;
}

/** A service's account: which exchanges it may write to (and with which routing keys), which queues it may read, and whether it may declare queues of its instances. */
export interface User {
  readonly name: string;
  readonly permission: Permission;
  readonly topicPermissions: readonly TopicPermission[];
}

/** Regular expressions over the names of resources. */
export interface Permission {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** Regular expressions over routing keys at one topic exchange: of what is published (`write`) and of bindings (`read`). */
export interface TopicPermission {
  readonly exchange: string;
  readonly write: string;
  readonly read: string;
}
