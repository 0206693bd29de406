import { type DocumentSet, follow } from "../read/document-set.js";
import { child, isMapping, items, type Node } from "../read/node.js";

/** A message object together with its traits: `get` gives the message's own value of a key, else the last trait's. */
export interface MessageNode {
  readonly node: Node;
  get(key: string): Node | undefined;
  /** All values of a key, those of traits first: each is laid over the one before. */
  all(key: string): readonly Node[];
}

/** Puts a message and its traits together. As in AsyncAPI 3, the message wins over its traits, a later trait over an earlier. */
export function messageNode(set: DocumentSet, node: Node): MessageNode {
  const traits = items(child(node, "traits"))
    .map((trait) => follow(set, trait))
    .filter((trait): trait is Node => trait !== undefined && isMapping(trait.value))
    .reverse();
  return {
    node,
    get: (key) => {
      for (const part of [node, ...traits]) {
        const found = child(part, key);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    all: (key) => [node, ...traits].flatMap((part) => child(part, key) ?? []).reverse(),
  };
}
