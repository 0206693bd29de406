import { follow, placeOf } from "../read/document-set.js";
import { child, isMapping, items, members, type Node, own, text } from "../read/node.js";
import { type BuildContext, report, severityOfOurs, sourceOf } from "./build-context.js";
import type { SourcedRoute } from "./contract-model.js";
import { channelExtensions, reportMisspeltMembers } from "./misspelt-extensions.js";

/** A channel in RabbitMQ's words. AsyncAPI's AMQP binding makes it a routing key at an exchange, or a queue. */
export interface Channel {
  readonly node: Node;
  /** What stands for the address where the document has none: the channel's key, or in our own documents nothing. */
  readonly address: string;
  /** The address as written; null where there is none. */
  readonly stated: string | null;
  readonly kind: "routing-key" | "queue" | "unbound";
  readonly exchange: ChannelExchange | null;
  /** The queue's name; null for a routing key. */
  readonly queue: string | null;
  /** The parameters in the address and the values that each may have, null for any; in our own documents there are none. */
  readonly parameters: Readonly<Record<string, readonly string[] | null>>;
  /** True for a queue that one connection has to itself. */
  readonly exclusive: boolean;
  /** `x-rabbitmq.bind`: where the queue gets its messages from. */
  readonly bind: readonly SourcedRoute[];
  /** The messages of the channel by key, each where it is defined. */
  readonly messages: ReadonlyMap<string, Node>;
}

/** The exchange that a channel's binding describes. */
export interface ChannelExchange {
  readonly name: string;
  readonly type: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly node: Node;
}

/** Reads one channel. Whether its parts suit the operations on it is judged there. */
export function readChannel(context: BuildContext, node: Node): Channel {
  reportMisspeltMembers(context, node, channelExtensions);
  const amqp = follow(context.set, child(follow(context.set, child(node, "bindings")) ?? node, "amqp"));
  const is = amqp === undefined ? undefined : (text(child(amqp, "is")) ?? "routingKey");
  const key = node.pointer.slice(node.pointer.lastIndexOf("/") + 1);
  const stated = text(child(node, "address")) ?? null;
  const address = stated ?? (context.mode === "house" ? "" : key);
  const queueNode = amqp === undefined ? undefined : child(amqp, "queue");
  const queue = text(child(queueNode ?? amqp ?? node, "name"));
  return {
    node,
    address,
    stated,
    kind: is === undefined ? "unbound" : is === "queue" ? "queue" : "routing-key",
    exchange: is === "queue" || amqp === undefined ? null : readExchange(amqp),
    queue: is === "queue" ? (queue ?? address) : null,
    parameters: context.mode === "house" ? {} : readParameters(context, node, address),
    exclusive: is === "queue" && own(queueNode?.value, "exclusive") === true,
    bind: readBind(context, node),
    messages: readMessages(context, node),
  };
}

function readExchange(amqp: Node): ChannelExchange | null {
  const node = child(amqp, "exchange");
  const name = node === undefined ? undefined : text(child(node, "name"));
  if (node === undefined || name === undefined) return null;
  return {
    name,
    type: text(child(node, "type")) ?? "topic",
    durable: own(node.value, "durable") !== false,
    autoDelete: own(node.value, "autoDelete") === true,
    node,
  };
}

/** What stands in braces in an address. What the document says of it counts where it says it. */
function readParameters(context: BuildContext, channel: Node, address: string): Channel["parameters"] {
  const described = new Map(members(follow(context.set, child(channel, "parameters"))));
  const names = new Set([...address.matchAll(/\{([^{}]+)\}/g)].map(([, name = ""]) => name));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = items(child(follow(context.set, described.get(name)) ?? channel, "enum")).map(
        ({ value }) => value,
      );
      const texts = described.has(name) ? values.filter((value): value is string => typeof value === "string") : [];
      return [name, texts.length > 0 ? texts : null];
    }),
  );
}

function readMessages(context: BuildContext, channel: Node): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>();
  for (const [key, entry] of members(follow(context.set, child(channel, "messages")))) {
    const message = follow(context.set, entry);
    if (message !== undefined && isMapping(message.value)) found.set(key, message);
  }
  return found;
}

function readBind(context: BuildContext, channel: Node): readonly SourcedRoute[] {
  const extension = child(channel, "x-rabbitmq");
  if (extension === undefined) return [];
  const hint = "Write it as { bind: [{ exchange: name, routingKey: key }] }.";
  for (const [key, node] of members(extension)) {
    if (key === "bind") continue;
    const message = `x-rabbitmq has no key "${key}".`;
    report(context, "rabbitmq-illegal", { at: sourceOf(context, node), message, hint }, severityOfOurs(context));
  }
  const bind = child(extension, "bind");
  if (!isMapping(extension.value) || (bind !== undefined && !Array.isArray(bind.value))) {
    const message = "x-rabbitmq is not a mapping with a list called bind.";
    const finding = { at: sourceOf(context, bind ?? extension), message, hint };
    report(context, "rabbitmq-illegal", finding, severityOfOurs(context));
  }
  return items(bind).flatMap((entry) => {
    const [exchange, routingKey] = [text(child(entry, "exchange")), text(child(entry, "routingKey"))];
    const extra = Object.keys(isMapping(entry.value) ? entry.value : {}).some(
      (key) => key !== "exchange" && key !== "routingKey",
    );
    if (exchange !== undefined && routingKey !== undefined && !extra) {
      return [{ exchange, routingKey, source: sourceOf(context, entry) }];
    }
    const at = placeOf(context.set, entry, "value");
    const message = "A binding has an exchange and a routingKey, both texts.";
    report(context, "rabbitmq-illegal", { at, message, hint }, severityOfOurs(context));
    return [];
  });
}
