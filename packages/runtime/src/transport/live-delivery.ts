import type { Headers, MessageProperties, QueuedMessage, TransportDelivery } from "./transport.js";

/** The channel that handed a delivery over, in that broker's own words. The three throw when it is closed. */
interface SettlingChannel<M> {
  ack(message: M): void;
  requeue(message: M, mayBeTheCause: boolean): void;
  reject(message: M): void;
}

/** Where a delivery came from, and whether it has gone back. Copies of a delivery share it. */
export interface DeliverySource<M> {
  readonly channel: SettlingChannel<M>;
  /** Counts the channels that the subscription has had. */
  readonly epoch: number;
  readonly message: M;
  isSettled: boolean;
}

/** The subscription behind a delivery. */
export interface DeliveryHolder<M> {
  isLive(source: DeliverySource<M>): boolean;
  /** Acknowledges; throws on a channel that is closed. */
  ack(source: DeliverySource<M>, redelivered: boolean): void;
  /** Is told of a living delivery that has not killed the process. */
  survived(source: DeliverySource<M>, redelivered: boolean): void;
  /** Is told before a living delivery is settled. */
  settled(): void;
}

/** A delivery that is settled once at most. There is one for each message, so it brings no functions of its own along. */
export class LiveDelivery<M> implements TransportDelivery {
  readonly body: Buffer;
  readonly properties: MessageProperties;
  readonly headers: Headers;
  readonly exchange: string;
  readonly routingKey: string;
  readonly redelivered: boolean;
  readonly #holder: DeliveryHolder<M>;
  readonly #source: DeliverySource<M>;

  constructor(holder: DeliveryHolder<M>, source: DeliverySource<M>, queued: QueuedMessage, headers: Headers) {
    this.#holder = holder;
    this.#source = source;
    this.body = queued.body;
    this.properties = queued.properties;
    this.headers = headers;
    this.exchange = queued.exchange;
    this.routingKey = queued.routingKey;
    this.redelivered = queued.redelivered;
  }

  get epoch(): number {
    return this.#source.epoch;
  }

  /** The same delivery with other headers: whoever settles one of them has settled both. */
  withHeaders(headers: Headers): LiveDelivery<M> {
    return new LiveDelivery(this.#holder, this.#source, this, headers);
  }

  isLive(): boolean {
    return this.#holder.isLive(this.#source);
  }

  ack(): boolean {
    return this.#settle("ack");
  }

  survived(): void {
    if (!this.#source.isSettled && this.isLive()) this.#holder.survived(this.#source, this.redelivered);
  }

  requeue(mayBeTheCause = false): boolean {
    return this.#settle("requeue", mayBeTheCause);
  }

  reject(): boolean {
    return this.#settle("reject");
  }

  #settle(how: "ack" | "requeue" | "reject", mayBeTheCause = false): boolean {
    const source = this.#source;
    // A second settle of one delivery tag is a 406 that costs the whole channel.
    if (source.isSettled || !this.isLive()) return false;
    source.isSettled = true;
    this.#holder.settled();
    try {
      if (how === "ack") this.#holder.ack(source, this.redelivered);
      else source.channel[how](source.message, mayBeTheCause);
    } catch {
      return false; // the channel has just died; the broker puts the message back by itself
    }
    return true;
  }
}

/** A message with other headers; a delivery can still be settled. */
export function withHeaders<Q extends QueuedMessage>(queued: Q, headers: Headers): Q {
  // A delivery is of a class, whose methods a copy by spreading would lose.
  return queued instanceof LiveDelivery ? (queued.withHeaders(headers) as unknown as Q) : { ...queued, headers };
}
