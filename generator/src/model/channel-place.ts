import { child } from "../read/node.js";
import { type BuildContext, report, sourceOf } from "./build-context.js";
import type { Route, SendOperation } from "./contract-model.js";
import type { Channel } from "./read-channel.js";
import type { Source } from "./source.js";

/** An operation, as far as its place on the broker goes. */
export interface PlacedOperation {
  readonly service: string;
  readonly name: string;
  readonly channel: Channel;
  readonly source: Source;
}

/** Where an operation publishes. */
export function sendRoute(context: BuildContext, operation: PlacedOperation): SendOperation["route"] {
  const { channel } = operation;
  const source = sourceOf(context, child(channel.node, "address") ?? channel.node);
  const { parameters } = channel;
  const route = routeOf(context, operation);
  return Object.keys(parameters).length === 0 ? { ...route, source } : { ...route, parameters, source };
}

function routeOf(context: BuildContext, { channel, service, name, source }: PlacedOperation): Route {
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

/** The queue from which an operation receives. */
export function receiveQueue(context: BuildContext, { channel, service, name, source }: PlacedOperation): string {
  if (channel.queue !== null) return channel.queue;
  if (context.mode === "house") {
    const message = `"${name}" receives from a channel that is no queue.`;
    const hint =
      "Give the channel bindings.amqp: { is: queue, queue: { name, durable: true }, bindingVersion: 0.3.0 } and x-rabbitmq: { bind: [...] }.";
    report(context, "channel-without-queue", { at: source, message, hint });
  }
  return `${service}.${channel.address}`;
}
