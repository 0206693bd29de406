import { follow, placeKey } from "../read/document-set.js";
import { child, items, members, type Node, text } from "../read/node.js";
import { type BuildContext, report, sourceOf } from "./build-context.js";
import type { ReceiveOperation, Route, SendOperation, Service } from "./contract-model.js";
import { operationExtensions, reportMisspeltMembers } from "./misspelt-extensions.js";
import { type Channel, readChannel } from "./read-channel.js";
import { readRetry } from "./read-retry.js";
import type { Source } from "./source.js";

/** A message object that an operation lists. */
export interface ListedMessage {
  /** The definition's key. */
  readonly key: string;
  readonly source: Source;
}

/** An operation before its messages are known by name. */
export type RawOperation =
  | (Omit<SendOperation, "messages"> & { readonly channel: Channel; readonly listed: readonly ListedMessage[] })
  | (Omit<ReceiveOperation, "messages"> & { readonly channel: Channel; readonly listed: readonly ListedMessage[] });

/** Reads the operations of one document. */
export function readOperations(
  context: BuildContext,
  service: Service,
  document: Node,
  channels: ReadonlyMap<string, Channel>,
): readonly RawOperation[] {
  return members(child(document, "operations")).flatMap(([name, entry]): readonly RawOperation[] => {
    const node = follow(context.set, entry);
    const target = node === undefined ? undefined : follow(context.set, child(node, "channel"));
    if (node === undefined || target === undefined) return [];
    const channel = channels.get(placeKey(target)) ?? readChannel(context, target);
    reportMisspeltMembers(context, node, operationExtensions);
    reportMisplaced(context, child(node, "x-rabbitmq"));
    const base = { service: service.name, name, channel, source: sourceOf(context, entry) };
    const listed = listMessages(context, node, channel);
    const action = text(child(node, "action"));
    if (action === "send") return [{ ...base, action, route: sendRoute(context, base), listed }];
    if (action !== "receive") return [];
    const queue = receiveQueue(context, base);
    return [{ ...base, action, queue, retry: readRetry(context, node, channel.node), bindings: channel.bind, listed }];
  });
}

type Base = Pick<RawOperation, "service" | "name" | "channel" | "source">;

function reportMisplaced(context: BuildContext, node: Node | undefined): void {
  if (node === undefined) return;
  const message = "x-rabbitmq has no effect on an operation.";
  report(context, "rabbitmq-illegal", { at: sourceOf(context, node), message, hint: "Move it to the channel." });
}

function listMessages(context: BuildContext, operation: Node, channel: Channel): readonly ListedMessage[] {
  const listed = child(operation, "messages");
  const nodes = listed === undefined ? [...channel.messages.values()] : items(listed);
  return nodes.flatMap((node) => {
    const message = follow(context.set, node);
    if (message === undefined) return [];
    return [{ key: placeKey(message), source: sourceOf(context, listed === undefined ? operation : node) }];
  });
}

function sendRoute(context: BuildContext, base: Base): SendOperation["route"] {
  const { channel } = base;
  const source = sourceOf(context, child(channel.node, "address") ?? channel.node);
  return { ...routeOf(context, base), source };
}

function routeOf(context: BuildContext, { channel, service, name, source }: Base): Route {
  if (channel.exchange !== null) return { exchange: channel.exchange.name, routingKey: channel.address };
  if (context.mode === "any") {
    // Without a binding nothing says which exchange is meant: one called like the service is our convention.
    return channel.queue === null
      ? { exchange: service, routingKey: channel.address }
      : { exchange: "", routingKey: channel.queue };
  }
  const message =
    channel.kind === "queue"
      ? `"${name}" sends to a queue. Services publish to exchanges only: the right to write to the default exchange reaches every queue.`
      : `"${name}" sends to a channel that names no exchange.`;
  const hint =
    "Give the channel bindings.amqp: { is: routingKey, exchange: { name, type: topic, durable: true }, bindingVersion: 0.3.0 }.";
  report(context, "channel-without-exchange", { at: source, message, hint });
  return { exchange: "", routingKey: channel.address };
}

function receiveQueue(context: BuildContext, { channel, service, name, source }: Base): string {
  if (channel.queue !== null) return channel.queue;
  if (context.mode === "house") {
    const message = `"${name}" receives from a channel that is no queue.`;
    const hint =
      "Give the channel bindings.amqp: { is: queue, queue: { name, durable: true }, bindingVersion: 0.3.0 } and x-rabbitmq: { bind: [...] }.";
    report(context, "channel-without-queue", { at: source, message, hint });
  }
  return `${service}.${channel.address}`;
}
