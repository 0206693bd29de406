import { follow, placeKey } from "../read/document-set.js";
import { child, members, type Node, text } from "../read/node.js";
import { type BuildContext, report, severityOfOurs, sourceOf } from "./build-context.js";
import { receiveQueue, sendRoute } from "./channel-place.js";
import type { BroadcastOperation, ReceiveOperation, SendOperation, Service } from "./contract-model.js";
import { type ListedMessage, listMessages } from "./list-messages.js";
import { operationExtensions, reportMisspeltMembers } from "./misspelt-extensions.js";
import { type Channel, readChannel } from "./read-channel.js";
import { type RawReply, readReply } from "./read-reply.js";
import { readRetry } from "./read-retry.js";
import type { Source } from "./source.js";

/** An operation before its messages are known by name. */
export type RawOperation =
  | Raw<Omit<SendOperation, "reply"> & { readonly reply: RawReply | null }>
  | Raw<Omit<ReceiveOperation, "reply"> & { readonly reply: RawReply | null }>
  | Raw<BroadcastOperation>;

type Raw<T> = Omit<T, "messages"> & { readonly channel: Channel; readonly listed: readonly ListedMessage[] };

/** Reads the operations of one document. */
export function readOperations(
  context: BuildContext,
  service: Service,
  document: Node,
  channels: ReadonlyMap<string, Channel>,
): readonly RawOperation[] {
  const channelAt = (node: Node | undefined): Channel | undefined => {
    const target = follow(context.set, node);
    return target === undefined ? undefined : (channels.get(placeKey(target)) ?? readChannel(context, target));
  };
  const operations = follow(context.set, child(document, "operations"));
  return members(operations).flatMap(([name, entry]): readonly RawOperation[] => {
    const node = follow(context.set, entry);
    const channel = node === undefined ? undefined : channelAt(child(node, "channel"));
    if (node === undefined || channel === undefined) return [];
    reportMisspeltMembers(context, node, operationExtensions);
    reportMisplaced(context, child(node, "x-rabbitmq"));
    const listed = listMessages(context, node, channel);
    const found = { service: service.name, name, node, channel, listed, source: sourceOf(context, entry) };
    const action = text(child(node, "action"));
    if (action !== "send" && action !== "receive") return [];
    const reply = readReply(context, node, channelAt);
    if (action === "receive" && isInstanceQueue(context, found)) return [broadcast(context, found, reply)];
    const settled = reply !== null && reply.fixed !== null && context.mode === "any" ? null : reply;
    const separate = reply === settled || reply === null ? [] : [separateReply(context, found, action, reply)];
    return [action === "send" ? send(context, found, settled) : receive(context, found, settled), ...separate];
  });
}

interface FoundOperation {
  readonly service: string;
  readonly name: string;
  readonly node: Node;
  readonly channel: Channel;
  readonly listed: readonly ListedMessage[];
  readonly source: Source;
}

function reportMisplaced(context: BuildContext, node: Node | undefined): void {
  if (node === undefined) return;
  const message = "x-rabbitmq has no effect on an operation.";
  const finding = { at: sourceOf(context, node), message, hint: "Move it to the channel." };
  report(context, "rabbitmq-illegal", finding, severityOfOurs(context));
}

/** An exclusive queue belongs to one instance. Documents that know nothing of us have such queues for other reasons. */
function isInstanceQueue(context: BuildContext, { channel, service }: FoundOperation): boolean {
  if (!channel.exclusive || context.mode === "house") return channel.exclusive;
  return channel.queue?.startsWith(`${service}.instance.{`) === true;
}

function send(context: BuildContext, found: FoundOperation, reply: RawReply | null): RawOperation {
  const { node: _node, ...base } = found;
  return { ...base, action: "send", route: sendRoute(context, base), reply };
}

function receive(context: BuildContext, found: FoundOperation, reply: RawReply | null): RawOperation {
  const { node, ...base } = found;
  const { channel } = base;
  const retry = readRetry(context, node, channel.node);
  return { ...base, action: "receive", queue: receiveQueue(context, base), retry, bindings: channel.bind, reply };
}

function broadcast(context: BuildContext, found: FoundOperation, reply: RawReply | null): RawOperation {
  const { node, ...base } = found;
  const { channel } = base;
  if (reply !== null) {
    const message = `"${base.name}" answers, but every instance of ${base.service} gets the message.`;
    const hint = "Receive what is to be answered from a queue that the instances share.";
    report(context, "reply-to-broadcast", { at: reply.source, message, hint });
  }
  const stated = child(node, "x-retry") ?? child(channel.node, "x-retry");
  const statedRetry = stated === undefined ? null : sourceOf(context, stated);
  return { ...base, action: "broadcast", queue: channel.queue ?? "", statedRetry, bindings: channel.bind };
}

/** A reply at a place of its own is like any message: one side sends it, the other receives it, and nothing ties the two. */
function separateReply(
  context: BuildContext,
  found: FoundOperation,
  action: "send" | "receive",
  { channel, listed, source }: RawReply,
): RawOperation {
  const message = `The reply of "${found.name}" has a place of its own: its messages are ${action === "send" ? "received" : "sent"} like any others, and nothing ties them to the request.`;
  const hint = "Give the reply channel address: null, so that an answer goes to who asked.";
  report(context, "reply-separate", { at: source, message, hint }, "warning");
  const answer: FoundOperation = { ...found, name: `${found.name}Reply`, channel, listed, source };
  return action === "send" ? receive(context, answer, null) : send(context, answer, null);
}
