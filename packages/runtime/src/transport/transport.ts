/** A message's header table. */
export type Headers = Record<string, unknown>;

/** AMQP's basic properties, as far as a contract uses them. */
export interface MessageProperties {
  readonly messageId?: string;
  readonly type?: string;
  readonly appId?: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly correlationId?: string;
  readonly replyTo?: string;
  /** Seconds since the epoch, as AMQP counts. */
  readonly timestamp?: number;
}

export interface OutboundMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Buffer;
  readonly properties: MessageProperties;
  readonly headers: Headers;
}

/**
 * A message that a queue handed over.
 *
 * It belongs to one epoch of its subscription's channel. Settling it after that channel is gone does nothing and returns
 * false: the broker has already put the message back, and its delivery tag may mean another message by now.
 */
export interface TransportDelivery {
  readonly body: Buffer;
  readonly properties: MessageProperties;
  readonly headers: Headers;
  readonly exchange: string;
  readonly routingKey: string;
  readonly redelivered: boolean;
  /** Counts the channels that the subscription has had. */
  readonly epoch: number;
  /** False once its channel is gone: then it can no longer be settled. */
  isLive(): boolean;
  ack(): boolean;
  /** Hands the message back to its queue. */
  requeue(): boolean;
  /** Leaves it to the broker to dead-letter the message, by its queue's policy and without a reason of ours. */
  reject(): boolean;
}

export type SubscriptionState = "quarantine" | "active" | "lost" | "closed";

export interface SubscribeOptions {
  readonly queue: string;
  readonly prefetch: number;
  /** Ends the subscription, also while it is being made. */
  readonly signal: AbortSignal;
  readonly onDelivery: (delivery: TransportDelivery) => void;
  readonly onState: (state: SubscriptionState, reason?: string) => void;
}

export interface Subscription {
  readonly state: SubscriptionState;
  /** Stops deliveries; what is in flight can still be settled. */
  cancel(): Promise<void>;
  /** Ends the channel; what is not settled goes back to its queue. */
  close(): Promise<void>;
}

export type ConnectionRole = "publish" | "consume";
export type ConnectionState = "connecting" | "ready" | "blocked" | "lost" | "closed";

export type TransportListener = (role: ConnectionRole, state: ConnectionState, reason?: string) => void;

/** What a service needs to find on the broker when it starts. */
export interface RequiredTopology {
  readonly exchanges: readonly string[];
  readonly queues: readonly string[];
}

/** Moves bytes to and from a broker. It knows nothing of contracts, and has few methods so that another one is little work. */
export interface Transport {
  state(role: ConnectionRole): ConnectionState;
  /** Resolves when the broker has confirmed and not returned the message; rejects with a ContractError that has an outcome. */
  publish(message: OutboundMessage): Promise<void>;
  /** Resolves when the broker has accepted the subscription; rejects when the queue is missing or refused. */
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** Names what is missing on the broker, as `exchange x` or `queue y`. */
  missing(topology: RequiredTopology): Promise<readonly string[]>;
  /** Waits for outstanding confirms until `deadlineMs` from now, then closes. Returns how many confirms did not come. */
  close(deadlineMs: number): Promise<number>;
}
