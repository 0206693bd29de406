import type { ConfirmChannel, Message, Options } from "amqplib";
import { IllegalOperationError } from "amqplib";
import { Chain, Link } from "../../chain.js";
import type { ContractError } from "../../contract-error.js";
import { channelError } from "../channel-error.js";
import { channelClosed, describe, lateConfirm, nacked, returned, unencodable } from "../publish-error.js";
import type { Headers, MessageProperties, OutboundMessage } from "../transport.js";
import { closeQuietly } from "./close-quietly.js";
import { HeaderView } from "./header-view.js";

/** A publish that waits for its confirm. */
class InFlight extends Link<InFlight> {
  readonly message: OutboundMessage;
  readonly deadline: number;
  readonly resolve: () => void;
  readonly reject: (reason: ContractError) => void;
  returned: string | undefined;

  constructor(
    message: OutboundMessage,
    deadline: number,
    resolve: () => void,
    reject: (reason: ContractError) => void,
  ) {
    super();
    this.message = message;
    this.deadline = deadline;
    this.resolve = resolve;
    this.reject = reject;
  }
}

/**
 * One confirm channel and the publishes on it that wait for their confirm.
 *
 * RabbitMQ answers an unroutable mandatory message with `basic.return` and *then* confirms it, on the same channel and in
 * order; so the return is noted on the oldest publish in flight with that message id, and the confirm that follows rejects it.
 */
export class PublishChannel {
  readonly #channel: ConfirmChannel;
  readonly #confirmTimeout: number;
  readonly #inFlight = new Chain<InFlight>();
  readonly #onClosed: () => void;
  readonly #onIdle: (() => void)[] = [];
  readonly #headers = new HeaderView();
  #sweeper: NodeJS.Timeout | undefined;
  #failure: unknown;
  #open = true;

  constructor(channel: ConfirmChannel, confirmTimeout: number, onClosed: () => void) {
    this.#channel = channel;
    this.#confirmTimeout = confirmTimeout;
    this.#onClosed = onClosed;
    channel.on("return", (message: Message) => this.#noteReturn(message));
    channel.on("error", (error: Error) => {
      this.#failure = error;
    });
    // Before amqplib's own listener, which answers every open confirm with an error that looks like a nack.
    channel.prependListener("close", () => this.#end());
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  publish(message: OutboundMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.#open) return reject(channelClosed(message, this.#failure));
      const entry = new InFlight(message, performance.now() + this.#confirmTimeout, resolve, reject);
      try {
        const options = publishOptions(message, this.#headers.show(message.headers));
        this.#channel.publish(message.exchange, message.routingKey, message.body, options, (error) =>
          this.#confirm(entry, error),
        );
      } catch (error) {
        if (!(error instanceof IllegalOperationError)) return reject(unencodable(message, error));
        // The channel is dead and its `close` came before we listened: forget it, or its route would never work again.
        this.#end();
        return reject(channelClosed(message, error));
      }
      this.#inFlight.add(entry);
      this.#sweeper ??= setInterval(() => this.#sweep(), Math.max(50, Math.min(1_000, this.#confirmTimeout / 4)));
    });
  }

  /** Resolves when nothing is in flight any more, or after `withinMs`. */
  idle(withinMs: number): Promise<void> {
    if (this.#inFlight.size === 0 || withinMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#onIdle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Closes the channel once what is in flight has its answer. */
  async retire(): Promise<void> {
    await this.idle(this.#confirmTimeout);
    await this.close();
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    await closeQuietly(this.#channel);
  }

  #confirm(entry: InFlight, error: unknown): void {
    if (!this.#settle(entry)) return;
    if (error) entry.reject(nacked(entry.message));
    else if (entry.returned !== undefined) entry.reject(returned(entry.message, entry.returned));
    else entry.resolve();
  }

  #noteReturn(message: Message): void {
    const id = message.properties.messageId as unknown;
    const { replyText } = message.fields as unknown as { replyText?: string };
    for (const entry of this.#inFlight.all()) {
      if (entry.message.properties.messageId !== id || entry.returned !== undefined) continue;
      entry.returned = replyText ?? "NO_ROUTE";
      return;
    }
  }

  #end(): void {
    this.#open = false;
    this.#onClosed();
    const entries = this.#inFlight.all();
    for (const entry of entries) {
      this.#settle(entry);
      // With several in flight nobody can tell which one the broker refused and which it had stored before.
      const alone = entries.length === 1 && this.#failure !== undefined;
      entry.reject(channelError(this.#failure, describe(entry.message), alone ? "not-sent" : "unknown"));
    }
  }

  #sweep(): void {
    const now = performance.now();
    const late = this.#inFlight.all().filter((entry) => entry.deadline <= now);
    for (const entry of late) {
      this.#settle(entry);
      entry.reject(lateConfirm(entry.message, this.#confirmTimeout));
    }
    // A channel that has missed one confirm is not trusted with another message.
    if (late.length > 0) void this.close();
  }

  #settle(entry: InFlight): boolean {
    const known = this.#inFlight.delete(entry);
    if (this.#inFlight.size === 0) {
      clearInterval(this.#sweeper);
      this.#sweeper = undefined;
      for (const tell of this.#onIdle.splice(0)) tell();
    }
    return known;
  }
}

/** Every property is written out, and the type sees to it that none is forgotten: a copy by spreading is read far more slowly. */
function publishOptions({ properties }: OutboundMessage, headers: Headers): Options.Publish {
  const all: Readonly<Record<keyof MessageProperties | "headers" | "persistent" | "mandatory", unknown>> = {
    messageId: properties.messageId,
    type: properties.type,
    appId: properties.appId,
    contentType: properties.contentType,
    contentEncoding: properties.contentEncoding,
    correlationId: properties.correlationId,
    replyTo: properties.replyTo,
    timestamp: properties.timestamp,
    headers,
    persistent: true,
    mandatory: true,
  };
  return all as Options.Publish;
}
