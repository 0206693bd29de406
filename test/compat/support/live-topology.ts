import type { BrokerNode, Definitions, VirtualHost } from "@insaka/broker";
import type { TopologyView } from "@insaka/generator";
import { type ChannelModel, connect } from "amqplib";

type Exchange = Omit<TopologyView["exchanges"][number], "at">;
type Queue = Pick<TopologyView["queues"][number], "name" | "durable" | "autoDelete" | "arguments">;
type Route = Pick<TopologyView["routes"][number], "exchange" | "routingKey">;

/** A virtual host that holds a topology, and what operators and services do there. */
export interface LiveTopology {
  readonly host: VirtualHost;
  /** Resolves to the broker's reply code, or 0 where it declared. */
  declareExchange(exchange: Exchange): Promise<number>;
  declareQueue(queue: Queue): Promise<number>;
  /** Publishes, and resolves to the queues that got it, sorted; they are empty then. A number is the code of a refusal. */
  publish(route: Route, url?: string): Promise<readonly string[] | number>;
  /** Rejects a message of the queue, and resolves to the queues that hold it then. */
  deadLetter(queue: string): Promise<readonly string[]>;
  /** Imports the definitions of another topology, accounts and all. */
  import(view: TopologyView): Promise<void>;
  /** Does what a hint says: the first request in it. */
  follow(hint: string): Promise<void>;
}

/** Whether queues are as the topology says, or all classic, which are made in a hundredth of the time and get the same messages. */
export type Queues = "as they are" | "classic";

/** A virtual host with the topology in it, until `atEnd` ends it. */
export async function liveTopology(
  node: BrokerNode,
  atEnd: (end: () => Promise<void>) => void,
  view: TopologyView,
  queues: Queues = "classic",
): Promise<LiveTopology> {
  const host = await node.createVirtualHost(definitionsOf(view, queues));
  const connection = await connect(host.adminUrl, { noDelay: true });
  atEnd(async () => {
    await connection.close();
    await host.delete();
  });
  const names = new Set(view.queues.map(({ name }) => name));
  return {
    host,
    declareExchange: ({ name, type, durable, autoDelete, internal, arguments: args }) =>
      attempt(host.adminUrl, (channel) =>
        channel.assertExchange(name, type, { durable, autoDelete, internal, arguments: args }),
      ),
    declareQueue: ({ name, durable, autoDelete, arguments: args }) =>
      attempt(host.adminUrl, (channel) => channel.assertQueue(name, { durable, autoDelete, arguments: args })),
    async publish({ exchange, routingKey }, url = host.adminUrl) {
      const code = await attempt(url, (channel) => confirmed(channel, exchange, routingKey));
      return code === 0 ? await filled(connection, names) : code;
    },
    async deadLetter(queue) {
      const code = await attempt(host.adminUrl, async (channel) => {
        await confirmed(channel, "", queue);
        const message = await channel.get(queue);
        if (message !== false) channel.reject(message, false);
        // A queue that has answered has handled the rejection before.
        await channel.checkQueue(queue);
      });
      if (code !== 0) throw new Error(`refused with ${code}`);
      return await filled(connection, names);
    },
    async import(after) {
      for (const { name } of after.queues) names.add(name);
      const { users: _, permissions, topic_permissions, ...rest } = definitionsOf(after, queues);
      const here = <T extends object>(list: readonly T[] = []) => list.map((entry) => ({ ...entry, vhost: host.name }));
      const user = <T extends { readonly user: string }>(list: readonly T[] = []) =>
        here(list).map((entry) => ({ ...entry, user: host.userName(entry.user) }));
      await host.management.client.request("POST", "/definitions", {
        permissions: user(permissions),
        topic_permissions: user(topic_permissions),
        policies: here(rest.policies),
        exchanges: here(rest.exchanges),
        queues: here(rest.queues),
        bindings: here(rest.bindings),
      });
    },
    async follow(hint) {
      const [, path] = /DELETE \/api(\/\S+?)[,.]?(?: |$)/.exec(hint) ?? [];
      if (path === undefined) throw new Error(`no request in: ${hint}`);
      await host.management.client.request("DELETE", path.replace("/%2F/", `/${host.name}/`));
    },
  };
}

/** Definitions of a topology, in RabbitMQ's own form. */
export function definitionsOf(view: TopologyView, queues: Queues): Definitions {
  const typed = (args: Queue["arguments"]) => (queues === "classic" ? {} : args);
  return {
    users: view.users.map(({ name }) => ({ name, tags: [] })),
    permissions: view.users.map(({ name, permission }) => ({ user: name, ...permission })),
    topic_permissions: view.users.flatMap(({ name, topicPermissions }) =>
      topicPermissions.map((permission) => ({ user: name, ...permission })),
    ),
    policies: view.policies.map(({ name, pattern, applyTo, priority, definition }) => ({
      name,
      pattern,
      "apply-to": applyTo,
      priority,
      definition,
    })),
    exchanges: view.exchanges.map(({ name, type, durable, autoDelete, internal, arguments: args }) => ({
      name,
      type,
      durable,
      auto_delete: autoDelete,
      internal,
      arguments: args,
    })),
    queues: view.queues.map(({ name, durable, autoDelete, arguments: args }) => ({
      name,
      durable,
      auto_delete: autoDelete,
      arguments: typed(args),
    })),
    bindings: view.bindings.map(({ exchange, queue, routingKey }) => ({
      source: exchange,
      destination: queue,
      destination_type: "queue",
      routing_key: routingKey,
      arguments: {},
    })),
  };
}

type Channel = Awaited<ReturnType<Awaited<ReturnType<typeof connect>>["createConfirmChannel"]>>;

/** Tries one thing on a connection of its own; resolves to the broker's reply code, or 0. */
async function attempt(url: string, action: (channel: Channel) => Promise<unknown>): Promise<number> {
  const connection = await connect(url, { noDelay: true });
  let code = 0;
  const note = (error: unknown): void => {
    code ||= Number(Reflect.get(Object(error), "code")) || -1;
  };
  connection.on("error", note);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on("error", note);
    await action(channel);
  } catch (error) {
    note(error);
  } finally {
    await connection.close().catch(() => undefined);
  }
  return code;
}

function confirmed(channel: Channel, exchange: string, routingKey: string): Promise<void> {
  return new Promise((resolve, reject) => {
    channel.once("error", reject);
    channel.publish(exchange, routingKey, Buffer.from("{}"), {}, (error) => (error ? reject(error) : resolve()));
  });
}

/** Which of the queues hold a message, sorted; it is taken out of them. One that is gone holds none. */
async function filled(connection: ChannelModel, names: ReadonlySet<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of names) {
    const channel = await connection.createChannel();
    channel.on("error", () => undefined);
    const count = await channel.checkQueue(name).then(
      ({ messageCount }) => messageCount,
      () => undefined,
    );
    if (count === undefined) continue;
    if (count > 0) found.push(name);
    // Only these: 4.3 purges dead letters that a queue holds back along with what is ready.
    if (count > 0) await channel.purgeQueue(name);
    await channel.close();
  }
  return found.sort();
}
