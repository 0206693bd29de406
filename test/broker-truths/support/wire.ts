import {
  type Channel,
  type ChannelModel,
  type ConfirmChannel,
  type ConsumeMessage,
  connect,
  type Options,
} from "amqplib";
import { onTestFinished, vi } from "vitest";

/** A plain amqplib connection that is closed when the test is over. Errors are kept: a test asks for those it expects. */
export async function openConnection(url: string): Promise<ChannelModel & { readonly errors: Error[] }> {
  const connection = await connect(url, { noDelay: true });
  const errors: Error[] = [];
  connection.on("error", (error) => errors.push(error));
  onTestFinished(() => connection.close().catch(() => undefined));
  return Object.assign(connection, { errors });
}

/** A channel that keeps its errors, and whose end can be awaited. */
export type Watched<C extends Channel> = C & { readonly errors: Error[]; readonly closed: Promise<void> };

/** A channel on a connection of its own. */
export async function openChannel(url: string): Promise<Watched<ConfirmChannel>> {
  return watch(await (await openConnection(url)).createConfirmChannel());
}

/** Keeps the channel's errors instead of letting the first one end the process. */
export function watch<C extends Channel>(channel: C): Watched<C> {
  const errors: Error[] = [];
  channel.on("error", (error) => errors.push(error));
  const closed = new Promise<void>((resolve) => channel.once("close", () => resolve()));
  return Object.assign(channel, { errors, closed });
}

/** What a consumer has got so far, with a way to await more. */
export interface Inbox {
  readonly consumerTag: string;
  readonly messages: readonly ConsumeMessage[];
  /** The bodies as text, in order of arrival. */
  bodies(): string[];
  /** Resolves once there are `count` messages in all. */
  count(count: number): Promise<readonly ConsumeMessage[]>;
}

/** Consumes; `onMessage` settles, and without it the messages stay unsettled. */
export async function listen(
  channel: Channel,
  queue: string,
  onMessage: (message: ConsumeMessage) => void = () => undefined,
  options?: Options.Consume,
): Promise<Inbox> {
  const messages: ConsumeMessage[] = [];
  const waiting = new Set<() => void>();
  const take = (message: ConsumeMessage | null): void => {
    if (message === null) return;
    messages.push(message);
    onMessage(message);
    for (const look of waiting) look();
  };
  const { consumerTag } = await channel.consume(queue, take, options);
  return {
    consumerTag,
    messages,
    bodies: () => messages.map((message) => message.content.toString()),
    count: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (messages.length < count) return;
          waiting.delete(look);
          resolve(messages);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Publishes and resolves to how the broker answered. */
export function publish(
  channel: ConfirmChannel,
  exchange: string,
  routingKey: string,
  body: string | Buffer,
  options: Options.Publish = {},
): Promise<"confirmed" | "rejected"> {
  return new Promise((resolve) => {
    channel.publish(exchange, routingKey, Buffer.from(body), options, (error) =>
      resolve(error ? "rejected" : "confirmed"),
    );
  });
}

/** A quorum queue with these arguments. */
export async function quorumQueue(channel: Channel, name: string, args: Record<string, unknown> = {}): Promise<void> {
  await channel.assertQueue(name, { durable: true, arguments: { "x-queue-type": "quorum", ...args } });
}

/** How many messages are ready in a queue. */
export async function depth(channel: Channel, queue: string): Promise<number> {
  return (await channel.checkQueue(queue)).messageCount;
}

/** Awaits a state that the broker reaches by itself and does not announce. */
export function eventually(assertion: () => Promise<void> | void, timeout = 40_000): Promise<void> {
  return vi.waitFor(assertion, { timeout, interval: 25 });
}

/** Ends the TCP connection as a crash does: no close, no goodbye. */
export function crash(connection: ChannelModel): void {
  const socket: unknown = Reflect.get(connection.connection, "stream");
  if (!isSocket(socket)) throw new Error("amqplib keeps its socket elsewhere now");
  socket.destroy(new Error("crashed on purpose"));
}

function isSocket(value: unknown): value is { destroy(error: Error): void } {
  return typeof value === "object" && value !== null && "destroy" in value;
}
