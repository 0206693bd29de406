import type { Route, Service } from "../model/contract-model.js";
import { describe, docComment } from "./doc-comment.js";
import { headersRead, mentionsNoHeaders, noHeaders } from "./header-types.js";
import { literal, propertyKey, stringLiteral } from "./literal.js";
import type { ReadMessage } from "./service-messages.js";
import type { ServiceRole } from "./service-role.js";

/** What each instance of a service receives, and the consumer that hands it to handlers. */
export function broadcastRole(
  { identifier, typeName, name }: Service,
  messages: readonly ReadMessage[],
  bindings: readonly Route[],
): ServiceRole {
  const members = messages.map(({ message, version, reads }) => {
    const headers = headersRead(message, reads);
    const given = headers === undefined ? "" : `, ${headers}`;
    const comment = docComment(describe(version.description), 1);
    return `${comment}  readonly ${propertyKey(message.handlerName)}: Broadcasts<${version.typeName}${given}>;\n`;
  });
  const table = [
    `  bindings: [\n${uniqueRoutes(bindings)}  ],\n`,
    `  messages: {\n${messages.map(messageText).join("")}  },\n`,
  ];
  return {
    value: "BroadcastConsumer",
    type: "Broadcasts",
    imports: {
      values: ["broadcastConsumer"],
      types: ["BroadcastConsumerFactory", "Broadcasts", ...(members.some(mentionsNoHeaders) ? [noHeaders] : [])],
    },
    uses: messages,
    parts: [
      `/** What each instance of ${name} receives. */\nexport interface ${typeName}Broadcasts {\n${members.join("")}}`,
      `/** Makes the broadcast consumer of ${name}: one for each instance. */\nexport const ${identifier}BroadcastConsumer: BroadcastConsumerFactory<${typeName}Broadcasts> = /*@__PURE__*/ broadcastConsumer<${typeName}Broadcasts>(${stringLiteral(name)}, {\n${table.join("")}});`,
    ],
  };
}

function uniqueRoutes(bindings: readonly Route[]): string {
  const lines = bindings.map(({ exchange, routingKey }) => `    ${literal({ exchange, routingKey }, 2)},\n`);
  return [...new Set(lines)].sort().join("");
}

function messageText({ message, reads }: ReadMessage): string {
  return `    ${propertyKey(message.handlerName)}: { message: ${message.typeName}, reads: ${literal(reads)} },\n`;
}
