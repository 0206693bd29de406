import { basename } from "node:path/posix";
import { follow, placeKey, placeOf } from "../read/document-set.js";
import { child, isMapping, members, type Node, splitPointer, text } from "../read/node.js";
import { type BuildContext, report } from "./build-context.js";
import { heededMessages } from "./heeded-messages.js";
import { type MessageNode, messageNode } from "./message-node.js";
import { messageExtensions, reportMisspeltMembers } from "./misspelt-extensions.js";
import type { Channel } from "./read-channel.js";

/** One message object of the documents: one version of one message. */
export interface Definition {
  /** Where it is defined; the same for everybody who refers to it. */
  readonly key: string;
  readonly message: MessageNode;
  /** The name of the message that it is a version of. */
  readonly name: string;
}

/** Finds every message object, in components or in a channel, once each. */
export function readDefinitions(context: BuildContext, channels: readonly Channel[]): ReadonlyMap<string, Definition> {
  const nodes = new Map<string, Node>();
  for (const file of context.set.documents) {
    const components = follow(context.set, child(rootOf(context, file), "components"));
    const messages = components === undefined ? undefined : child(components, "messages");
    for (const [, entry] of members(follow(context.set, messages))) {
      const node = follow(context.set, entry);
      if (node !== undefined && isMapping(node.value)) nodes.set(placeKey(node), node);
    }
  }
  for (const channel of channels) for (const node of channel.messages.values()) nodes.set(placeKey(node), node);
  const messages = [...nodes.values()].map((node) => {
    reportMisspeltMembers(context, node, messageExtensions);
    reportMisplacedRetry(context, child(node, "x-retry"));
    return messageNode(context.set, node);
  });
  const definitions = heededMessages(context, messages).map(
    (message): Definition => ({ key: placeKey(message.node), message, name: nameOf(message) }),
  );
  const named = context.mode === "any" ? tellApart(definitions) : definitions;
  return new Map(named.map((definition) => [definition.key, definition]));
}

function reportMisplacedRetry(context: BuildContext, node: Node | undefined): void {
  if (node === undefined || context.mode === "any") return;
  report(context, "retry-illegal", {
    at: placeOf(context.set, node),
    message: "x-retry has no effect on a message: its steps are queues of whoever reads it.",
    hint: "Write it at the operation that receives it: x-retry: { steps: ..., messages: { <Name>: { steps: ... } } }.",
  });
}

/** A document as a node. */
export function rootOf(context: Pick<BuildContext, "set">, file: string): Node {
  return { file, pointer: "", value: context.set.files.get(file)?.value };
}

function nameOf(message: MessageNode): string {
  const own = text(message.get("name"));
  if (own !== undefined) return own;
  const key = keyOf(message.node);
  return message.get("x-version") === undefined ? key : key.replace(/V[0-9]+$/, "");
}

function keyOf(node: Node): string {
  return splitPointer(node.pointer)?.at(-1) ?? basename(node.file).replace(/\..*$/, "");
}

/**
 * Documents that know no versions use one name for several messages at times. There the key in the document, and if need
 * be a number, makes the name.
 */
function tellApart(definitions: readonly Definition[]): readonly Definition[] {
  const count = new Map<string, number>();
  for (const { name } of definitions) count.set(name, (count.get(name) ?? 0) + 1);
  const taken = new Set<string>();
  return definitions.map((definition) => {
    const { message } = definition;
    if (message.get("x-version") !== undefined) return definition;
    const wanted = (count.get(definition.name) ?? 0) > 1 ? keyOf(message.node) : definition.name;
    let name = wanted;
    for (let number = 2; taken.has(name); number += 1) name = `${wanted}${number}`;
    taken.add(name);
    return { ...definition, name };
  });
}
