import { child, type Node, own, text } from "../read/node.js";
import { type BuildContext, sourceOf } from "./build-context.js";
import type { Service } from "./contract-model.js";
import { fileNameOf, methodNameOf, typeNameOf } from "./naming.js";

/** The service that a document speaks for: its `info.title`. */
export function readService(context: BuildContext, document: Node): Service {
  const info = child(document, "info") ?? document;
  const node = child(info, "title") ?? document;
  const title = text(node) ?? "";
  const named = context.names.claim(title, { fallback: "service", forms });
  const name = context.mode === "house" ? title : fileNameOf(named);
  return {
    name,
    title,
    identifier: methodNameOf(name),
    typeName: typeNameOf(name),
    fileName: fileNameOf(name),
    description: typeof own(info.value, "description") === "string" ? String(own(info.value, "description")) : null,
    source: sourceOf(context, node),
  };
}

/** Every name that a service may need: which of them it does is not known yet. */
function forms(title: string): readonly string[] {
  const name = fileNameOf(title);
  const [typeName, identifier] = [typeNameOf(name), methodNameOf(name)];
  if (name === "") return ["file services "];
  return [
    ...["Sends", "Receives", "Requests", "Broadcasts"].map((role) => `export ${typeName}${role}`),
    ...["Publisher", "Consumer", "Requester", "BroadcastConsumer"].map((role) => `export ${identifier}${role}`),
    `file services ${name}`,
  ];
}
