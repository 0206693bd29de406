import type { Clock } from "../clock.js";
import type { Settings } from "../defaults.js";
import type { Trouble } from "./trouble.js";

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
  /** Milliseconds that the message may wait in a queue, as AMQP writes them: a string of digits. */
  readonly expiration?: string;
}

export interface OutboundMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Buffer;
  readonly properties: MessageProperties;
  readonly headers: Headers;
  /** Messages with the same one share a channel. Where there is none, those of one exchange and routing key do. */
  readonly channelKey?: string | undefined;
}

/** What a publish is for. */
export type PublishPurpose = "settle" | "application";

/** A message as it lies in a queue. */
export interface QueuedMessage {
  readonly body: Buffer;
  readonly properties: MessageProperties;
  readonly headers: Headers;
  readonly exchange: string;
  readonly routingKey: string;
  readonly redelivered: boolean;
}

/**
 * A message that a queue handed over.
 *
 * It belongs to one epoch of its subscription's channel. Settling it after that channel is gone does nothing and returns
 * false: the broker has already put the message back, and its delivery tag may mean another message by now.
 */
export interface TransportDelivery extends QueuedMessage {
  /** Counts the channels that the subscription has had. */
  readonly epoch: number;
  /** False once its channel is gone: then it can no longer be settled. */
  isLive(): boolean;
  ack(): boolean;
  /**
   * Hands the message back to its queue. One that may itself be the cause comes back with its delivery count raised on every
   * broker, so that the queue's delivery limit bounds the rounds; others, where the broker lets us, without.
   */
  requeue(mayBeTheCause?: boolean): boolean;
  /** Tells that the message has not killed the process, though it is not settled: others need not wait for it. */
  survived(): void;
  /** Leaves it to the broker to dead-letter the message, by its queue's policy and without a reason of ours. */
  reject(): boolean;
}

/**
 * `quarantine`: one delivery at a time; `active`: as many as the prefetch; `starved`: one of the two, and nothing comes although messages
 * wait and there is room; `resting`: none, because the consumer wants none; `lost`: tried again; `closed`: for good.
 */
export type SubscriptionState = "quarantine" | "active" | "starved" | "resting" | "lost" | "closed";

/** A binding of a queue to an exchange. */
export interface QueueBinding {
  readonly exchange: string;
  readonly routingKey: string;
}

export interface SubscribeOptions {
  readonly queue: string;
  /**
   * Given for an instance queue: it is declared first, exclusive to the consuming connection and gone with it, and declared
   * again with these bindings after every loss. What lay in it is gone then, so there is no quarantine.
   */
  readonly instance?: { readonly bindings: readonly QueueBinding[] };
  readonly prefetch: number;
  /** Ends the subscription, also while it is being made. */
  readonly signal: AbortSignal;
  readonly onDelivery: (delivery: TransportDelivery) => void;
  readonly onState: (state: SubscriptionState, reason?: string) => void;
}

export interface Subscription {
  readonly state: SubscriptionState;
  /** Takes nothing until `resume`; what is in flight can still be settled. */
  rest(): Promise<void>;
  /** Takes messages again, in quarantine, which does not end before `trust`. */
  resume(): Promise<void>;
  /** Quarantine may end, with the next delivery that ends it. */
  trust(): void;
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

/** What becomes of a message that was looked at. */
export type Verdict = "keep" | "remove";

export interface BrowseOptions {
  /** Messages to look at, at most. */
  readonly limit: number;
  /** Looks at one message; the next one comes when this has been answered. */
  readonly visit: (message: QueuedMessage) => Promise<Verdict> | Verdict;
}

/** Moves bytes to and from a broker. It knows nothing of contracts, and has few methods so that another one is little work. */
export interface Transport {
  /** The time that headers, waits and time-outs of messages go by. */
  readonly clock: Clock;
  state(role: ConnectionRole): ConnectionState;
  /** Connections and subscriptions that are not ready, and routes that the broker refuses, each with its reason. */
  troubles(): readonly Trouble[];
  /** Hands the broker the credentials of this moment on the living connections. */
  refreshCredentials(): Promise<void>;
  /**
   * Resolves when the broker has confirmed and not returned the message; rejects with a ContractError that has an outcome. What
   * settles a delivery (a retry, a dead letter, a reply) says so, and waits for no room among what the application publishes.
   */
  publish(message: OutboundMessage, purpose?: PublishPurpose): Promise<void>;
  /** Resolves when a publish would be sent at once; rejects with the signal's reason, or `closed`. */
  writable(signal?: AbortSignal): Promise<void>;
  /** Resolves when the broker has accepted the subscription; rejects when the queue is missing or refused. */
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /**
   * Walks over what lies in a queue now, oldest first, and removes what `visit` says. What comes in meanwhile is not looked at; what
   * is kept stays in the queue and counts as redelivered. Resolves to how many messages were looked at; rejects `offline` when the
   * connection is away for longer than a publish would wait, `channel-closed` when it is lost meanwhile.
   */
  browse(queue: string, options: BrowseOptions): Promise<number>;
  /** Names what is missing on the broker, as `exchange x` or `queue y`. */
  missing(topology: RequiredTopology): Promise<readonly string[]>;
  /** Waits for outstanding confirms until `deadlineMs` from now, then closes. Returns how many confirms did not come. */
  close(deadlineMs: number): Promise<number>;
}

export interface TransportOptions {
  /** The service that connects: the user whose rights count. */
  readonly service: string;
  readonly settings: Settings;
  readonly onState: TransportListener;
}

/** Something that a service can connect to: a RabbitMQ by its URLs, or a broker in memory. */
export interface TransportProvider {
  /** Rejects with a ContractError `connect-failed` when the broker cannot be reached or refuses the user. */
  open(options: TransportOptions): Promise<Transport>;
}
