import type { Service } from "../model/contract-model.js";
import { describe, docComment } from "./doc-comment.js";
import { propertyKey, stringLiteral } from "./literal.js";
import { parametersType, routed } from "./route-facts.js";
import type { SentMessage } from "./service-messages.js";
import type { ServiceRole } from "./service-role.js";

/** What a service sends, and the publisher that sends it. */
export function publisherRole({ identifier, typeName, name }: Service, sent: readonly SentMessage[]): ServiceRole {
  const members = sent.map((one) => {
    const comment = docComment(describe(one.version.description), 1);
    return `${comment}  readonly ${propertyKey(one.handlerName)}: ${sentType(one)};\n`;
  });
  const table = sent.map(
    ({ message, handlerName, route }) => `  ${propertyKey(handlerName)}: ${routed(message, route)},\n`,
  );
  const wrappers = [
    ...(sent.some(({ version }) => version.ownHeaders !== null) ? ["WithHeaders"] : []),
    ...(sent.some(({ route }) => route.parameters !== undefined) ? ["WithParameters"] : []),
  ];
  return {
    value: "Publisher",
    type: "Sends",
    imports: { values: ["publisher"], types: ["PublisherFactory", ...wrappers] },
    uses: sent,
    parts: [
      `/** What ${name} sends. */\nexport interface ${typeName}Sends {\n${members.join("")}}`,
      `/** Makes the publisher of ${name}. */\nexport const ${identifier}Publisher: PublisherFactory<${typeName}Sends> = /*@__PURE__*/ publisher<${typeName}Sends>(${stringLiteral(name)}, {\n${table.join("")}});`,
    ],
  };
}

function sentType({ version: { typeName, ownHeaders }, route: { parameters } }: SentMessage): string {
  const sent = ownHeaders === null ? typeName : `WithHeaders<${typeName}, ${ownHeaders.typeName}>`;
  return parameters === undefined ? sent : `WithParameters<${sent}, ${parametersType(parameters)}>`;
}
