import { follow } from "../read/document-set.js";
import { child, type Node, text } from "../read/node.js";
import { type BuildContext, report, sourceOf } from "./build-context.js";
import type { Reply } from "./contract-model.js";
import { type ListedMessage, listMessages } from "./list-messages.js";
import type { Channel } from "./read-channel.js";
import type { Source } from "./source.js";

/** A reply before its messages are known by name. */
export interface RawReply extends Omit<Reply, "messages"> {
  readonly channel: Channel;
  readonly listed: readonly ListedMessage[];
}

/**
 * Reads the `reply` of an operation; null where it has none, or one that does not say what the answer may be.
 * @param channelAt - the channel that a node refers to
 */
export function readReply(
  context: BuildContext,
  operation: Node,
  channelAt: (node: Node | undefined) => Channel | undefined,
): RawReply | null {
  const entry = child(operation, "reply");
  const node = follow(context.set, entry);
  if (entry === undefined || node === undefined) return null;
  const source = sourceOf(context, entry);
  const channel = channelAt(child(node, "channel"));
  const listed = channel === undefined ? [] : listMessages(context, node, channel);
  if (channel === undefined || listed.length === 0) {
    const message = `The reply names no ${channel === undefined ? "channel" : "message"}: what may be answered is not known.`;
    const hint = "Give it a channel with address: null that lists the messages which answer.";
    report(context, "reply-unknown", { at: source, message, hint }, context.mode === "house" ? "error" : "warning");
    if (channel === undefined || context.mode === "any") return null;
  }
  const location = text(child(follow(context.set, child(node, "address")) ?? node, "location")) ?? null;
  return { location, fixed: fixedPlace(context, channel), channel, listed, source };
}

/** An answer goes to who asked: a reply channel has no place of its own. */
function fixedPlace(context: BuildContext, channel: Channel): Source | null {
  const { node, stated, kind } = channel;
  if (stated !== null) return sourceOf(context, child(node, "address") ?? node);
  return kind === "unbound" ? null : sourceOf(context, child(node, "bindings") ?? node);
}
