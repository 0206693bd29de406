import { follow } from "../read/document-set.js";
import { child, type Node, text } from "../read/node.js";
import { type BuildContext, report, sourceOf } from "./build-context.js";
import type { MessageNode } from "./message-node.js";

/** Schema formats that are JSON Schema draft-07 or AsyncAPI's superset of it. */
const readable = /^application\/(?:vnd\.aai\.asyncapi(?:\+(?:json|yaml))?|schema\+(?:json|yaml))(?:;.*)?$/;

/** The schema of a message's `payload`; `undefined` where there is none that can be read. */
export function payloadNodeOf(context: BuildContext, message: MessageNode): Node | undefined {
  return schemaNodeOf(context, message.get("payload"), "payload");
}

/** The schemas of a message's `headers`, its traits' first; none where there are none that can be read. */
export function headerNodesOf(context: BuildContext, message: MessageNode): readonly Node[] {
  return message.all("headers").flatMap((node) => schemaNodeOf(context, node, "headers") ?? []);
}

function schemaNodeOf(context: BuildContext, stated: Node | undefined, key: "payload" | "headers"): Node | undefined {
  const node = follow(context.set, stated);
  if (node === undefined) return undefined;
  const format = text(child(node, "schemaFormat"));
  if (format === undefined) return node;
  if (readable.test(format)) return child(node, "schema");
  const found = `The ${key} is described in ${format}, which is not read: its type is unknown.`;
  const hint = "Describe it in JSON Schema draft-07.";
  const severity = context.mode === "house" ? "error" : "warning";
  report(context, "schema-format", { at: sourceOf(context, node), message: found, hint }, severity);
  return undefined;
}
