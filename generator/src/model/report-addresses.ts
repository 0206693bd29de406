import { placeKey } from "../read/document-set.js";
import { type BuildContext, report, sourceOf } from "./build-context.js";
import type { Channel } from "./read-channel.js";
import type { RawOperation } from "./read-operations.js";

/** Reports channels of our own documents that have no address and need one: all but those of replies. */
export function reportMissingAddresses(
  context: BuildContext,
  channels: readonly Channel[],
  operations: readonly RawOperation[],
): void {
  if (context.mode === "any") return;
  const replies = new Set(
    operations.flatMap((operation) =>
      operation.action === "broadcast" || operation.reply === null ? [] : [placeKey(operation.reply.channel.node)],
    ),
  );
  const hint = "Add address: the routing key, or the queue's name.";
  for (const { node, stated } of [...channels, ...operations.map(({ channel }) => channel)]) {
    if (stated !== null || replies.has(placeKey(node))) continue;
    report(context, "address-missing", { at: sourceOf(context, node), message: "The channel has no address.", hint });
  }
}
