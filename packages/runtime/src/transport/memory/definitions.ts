/** The part of RabbitMQ's definitions that a broker in memory goes by: what codegen writes, and nothing that it does not need. */
export interface BrokerDefinitions {
  readonly users?: readonly { readonly name: string }[];
  readonly permissions?: readonly PermissionEntry[];
  readonly topic_permissions?: readonly TopicPermissionEntry[];
  readonly policies?: readonly PolicyEntry[];
  readonly exchanges?: readonly ExchangeEntry[];
  readonly queues?: readonly QueueEntry[];
  readonly bindings?: readonly BindingEntry[];
}

export interface PermissionEntry {
  readonly user: string;
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

export interface TopicPermissionEntry {
  readonly user: string;
  readonly exchange: string;
  readonly write: string;
  readonly read: string;
}

export interface PolicyEntry {
  readonly name: string;
  readonly pattern: string;
  readonly "apply-to": string;
  readonly priority?: number;
  readonly definition: Arguments;
}

export interface ExchangeEntry {
  readonly name: string;
  readonly type: string;
  readonly arguments?: Arguments;
}

export interface QueueEntry {
  readonly name: string;
  readonly durable?: boolean;
  readonly arguments?: Arguments;
}

export interface BindingEntry {
  readonly source: string;
  readonly destination: string;
  readonly destination_type: string;
  readonly routing_key: string;
}

export type Arguments = Readonly<Record<string, unknown>>;
