// Imported: the global of the same name is a getter, which costs more than the clock.
import { performance } from "node:perf_hooks";
import type { ConfirmChannel, Message, Options } from "amqplib";
import { IllegalOperationError } from "amqplib";
import type { ContractError } from "../../contract-error.js";
import { channelError, replyCode } from "../channel-error.js";
import { channelClosed, describe, lateConfirm, nacked, returned, unencodable } from "../publish-error.js";
import type { PublishWindow } from "../publish-window.js";
import type { Headers, MessageProperties, OutboundMessage } from "../transport.js";
import { closeQuietly } from "./close-quietly.js";
import { HeaderView } from "./header-view.js";
import { InFlight, InFlightTable, idOf } from "./in-flight.js";

/** What a channel needs of those whose publishes it carries. */
export interface PublishChannelOptions {
  /** In milliseconds. */
  readonly confirmTimeout: number;
  /** Counts what is in flight here and on the neighbours. */
  readonly window: Pick<PublishWindow, "enter" | "leave">;
  /** Is told once that the channel takes nothing more, and why, before what was in flight is told. */
  readonly onClosed: (reason: unknown) => void;
  /** Is told whenever a publish has its answer. */
  readonly onSettled: () => void;
}

/** A server closes a channel with these before it routes the message that it objects to; with any other, it may have routed it. */
const REFUSALS: ReadonlySet<number | undefined> = new Set([403, 404, 406]);

/**
 * One confirm channel and the publishes on it that wait for their confirm.
 *
 * RabbitMQ answers an unroutable mandatory message with `basic.return` and *then* confirms it, on the same channel and in
 * order; so the return is noted on the publish in flight with that message id, and the confirm that follows rejects it. A return
 * names a message by its id alone, so one id is in flight once at a time: the next publish with it waits for the answer.
 */
export class PublishChannel {
  readonly #channel: ConfirmChannel;
  readonly #options: PublishChannelOptions;
  readonly #inFlight = new InFlightTable();
  readonly #onIdle: (() => void)[] = [];
  readonly #headers = new HeaderView();
  #sweeper: NodeJS.Timeout | undefined;
  #failure: unknown;
  #open = true;
  #isRetiring = false;
  /** Publishes that wait for the answer of another one with their id. */
  #twins = 0;

  constructor(channel: ConfirmChannel, options: PublishChannelOptions) {
    this.#channel = channel;
    this.#options = options;
    channel.on("return", (message: Message) => this.#noteReturn(message));
    channel.on("error", (error: Error) => {
      this.#failure = error;
    });
    // Before amqplib's own listener, which answers every open confirm with an error that looks like a nack.
    channel.prependListener("close", () => this.#end());
  }

  get inFlight(): number {
    return this.#inFlight.size + this.#twins;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get isRetiring(): boolean {
    return this.#isRetiring;
  }

  /** @param settles - true where it settles a delivery: then it takes up no room */
  publish(message: OutboundMessage, settles: boolean): Promise<void> {
    return new Promise((resolve, reject) => this.send(message, settles, resolve, reject));
  }

  /** The same for who has the ends of a promise already. */
  send(message: OutboundMessage, settles: boolean, resolve: () => void, reject: (reason: ContractError) => void): void {
    const twin = this.#inFlight.get(idOf(message));
    if (twin !== undefined) {
      twin.next ??= [];
      this.#twins += 1;
      if (!settles) this.#options.window.enter(message.body.length);
      twin.next.push(() => {
        this.#twins -= 1;
        if (!settles) this.#options.window.leave(message.body.length);
        this.send(message, settles, resolve, reject);
      });
      return;
    }
    if (!this.#open) {
      reject(channelClosed(message, this.#failure));
      return;
    }
    const { confirmTimeout, window } = this.#options;
    const entry = new InFlight(message, settles, performance.now() + confirmTimeout, resolve, reject);
    try {
      const options = publishOptions(message, this.#headers.show(message.headers));
      this.#channel.publish(message.exchange, message.routingKey, message.body, options, (error) =>
        this.#confirm(entry, error),
      );
    } catch (error) {
      if (!(error instanceof IllegalOperationError)) {
        reject(unencodable(message, error));
        return;
      }
      // The channel is dead and its `close` came before we listened: forget it, or its route would never work again.
      this.#end();
      reject(channelClosed(message, error));
      return;
    }
    this.#inFlight.add(entry);
    if (!settles) window.enter(message.body.length);
    this.#sweeper ??= setInterval(() => this.#sweep(), Math.max(50, Math.min(1_000, confirmTimeout / 4)));
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
    this.#isRetiring = true;
    await this.idle(this.#options.confirmTimeout);
    await this.close();
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    await closeQuietly(this.#channel);
  }

  #confirm(entry: InFlight, error: unknown): void {
    if (!this.#settle(entry)) return;
    const { returned: reason } = entry;
    if (error) entry.end(nacked);
    else if (reason !== undefined) entry.end((message) => returned(message, reason));
    else entry.end();
  }

  #noteReturn(message: Message): void {
    const { replyText } = message.fields as unknown as { replyText?: string };
    const entry = this.#inFlight.get((message.properties.messageId as string | undefined) ?? "");
    if (entry !== undefined) entry.returned = replyText ?? "NO_ROUTE";
  }

  #end(): void {
    this.#stop();
    const entries = this.#inFlight.values();
    // With several in flight nobody can tell which one the broker refused and which it had stored before.
    const wasRefused = entries.length === 1 && REFUSALS.has(replyCode(this.#failure));
    for (const entry of entries) {
      this.#settle(entry);
      entry.end((message) => channelError(this.#failure, describe(message), wasRefused ? "not-sent" : "unknown"));
    }
  }

  #stop(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#options.onClosed(this.#failure);
  }

  #sweep(): void {
    const now = performance.now();
    const late = this.#inFlight.values().filter((entry) => entry.deadline <= now);
    if (late.length === 0) return;
    // A channel that has missed one confirm is not trusted with another message.
    this.#stop();
    for (const entry of late) {
      this.#settle(entry);
      entry.end((message) => lateConfirm(message, this.#options.confirmTimeout));
    }
    void closeQuietly(this.#channel);
  }

  #settle(entry: InFlight): boolean {
    const known = this.#inFlight.delete(entry);
    if (known && !entry.settles) this.#options.window.leave(entry.message.body.length);
    if (known && entry.next !== undefined) for (const send of entry.next) send();
    if (this.#inFlight.size === 0) {
      clearInterval(this.#sweeper);
      this.#sweeper = undefined;
      for (const tell of this.#onIdle.splice(0)) tell();
    }
    this.#options.onSettled();
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
    expiration: properties.expiration,
    headers,
    persistent: true,
    mandatory: true,
  };
  return all as Options.Publish;
}
