/**
 * What a publisher can truly say of a message. `returned`: confirmed, and no queue took it. `unknown`: it may or may not have been
 * stored. `not-sent`: it was not.
 */
export type PeerOutcome = "confirmed" | "returned" | "nacked" | "unknown" | "not-sent";

export interface PeerOptions {
  /** The nodes of the cluster, or the proxies before them. */
  readonly urls: readonly string[];
  readonly exchange: string;
  readonly routingKey: string;
  readonly queue: string;
  readonly prefetch: number;
  /** Of the message, as its `type`. */
  readonly type: string;
}

export interface PeerPublisher {
  /** Never rejects. `id` becomes the message's id. */
  publish(id: string, body: object): Promise<PeerOutcome>;
  close(): Promise<void>;
}

export interface PeerConsumer {
  close(): Promise<void>;
}

/**
 * A library to compare with, set up as its README recommends to somebody who wants to lose nothing. The topology is there
 * already, the same for all; nothing is declared.
 */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** What the library has no notion of, or what its README leaves to its user and we did. */
  readonly notes: readonly string[];
  publisher(options: PeerOptions): Promise<PeerPublisher>;
  /** `handled` is called with the id of each message before it is acknowledged. */
  consumer(options: PeerOptions, handled: (id: string) => Promise<void> | void): Promise<PeerConsumer>;
}
