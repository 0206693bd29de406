import type { Service, Version } from "../model/contract-model.js";
import { describe, docComment } from "./doc-comment.js";
import { propertyKey, stringLiteral } from "./literal.js";
import type { SentMessage } from "./service-messages.js";
import type { ServiceRole } from "./service-role.js";

/** What a service sends, and the publisher that sends it. */
export function publisherRole({ identifier, typeName, name }: Service, sent: readonly SentMessage[]): ServiceRole {
  const members = sent.map(({ message, version }) => {
    const comment = docComment(describe(version.description), 1);
    return `${comment}  readonly ${propertyKey(message.handlerName)}: ${sentType(version)};\n`;
  });
  const withHeaders = sent.some(({ version }) => version.ownHeaders !== null);
  const table = sent.map(({ message }) => `  ${propertyKey(message.handlerName)}: ${message.typeName},\n`);
  return {
    value: "Publisher",
    type: "Sends",
    imports: { values: ["publisher"], types: ["PublisherFactory", ...(withHeaders ? ["WithHeaders"] : [])] },
    uses: sent,
    parts: [
      `/** What ${name} sends. */\nexport interface ${typeName}Sends {\n${members.join("")}}`,
      `/** Makes the publisher of ${name}. */\nexport const ${identifier}Publisher: PublisherFactory<${typeName}Sends> = /*@__PURE__*/ publisher<${typeName}Sends>(${stringLiteral(name)}, {\n${table.join("")}});`,
    ],
  };
}

function sentType({ typeName, ownHeaders }: Version): string {
  return ownHeaders === null ? typeName : `WithHeaders<${typeName}, ${ownHeaders.typeName}>`;
}
