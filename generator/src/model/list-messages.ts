import { follow, placeKey } from "../read/document-set.js";
import { child, items, type Node } from "../read/node.js";
import { type BuildContext, sourceOf } from "./build-context.js";
import type { Channel } from "./read-channel.js";
import type { Source } from "./source.js";

/** A message object that an operation or a reply lists. */
export interface ListedMessage {
  /** The definition's key. */
  readonly key: string;
  readonly source: Source;
}

/** The messages that an operation or a reply names; all of its channel where it names none. */
export function listMessages(context: BuildContext, lister: Node, channel: Channel): readonly ListedMessage[] {
  const listed = child(lister, "messages");
  const nodes = listed === undefined ? [...channel.messages.values()] : items(listed);
  return nodes.flatMap((node) => {
    const message = follow(context.set, node);
    if (message === undefined) return [];
    return [{ key: placeKey(message), source: sourceOf(context, listed === undefined ? lister : node) }];
  });
}
