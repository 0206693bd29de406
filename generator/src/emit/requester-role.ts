import type { Service } from "../model/contract-model.js";
import { describe, docComment } from "./doc-comment.js";
import { literal, propertyKey, stringLiteral } from "./literal.js";
import { replyTypes } from "./reply-types.js";
import { parametersType, routed } from "./route-facts.js";
import type { AskedMessage } from "./service-messages.js";
import type { ServiceRole } from "./service-role.js";

/** What a service asks, and the requester that asks it and reads the answers. */
export function requesterRole({ identifier, typeName, name }: Service, asked: readonly AskedMessage[]): ServiceRole {
  const members = asked.map(({ message, version, replies, route: { parameters } }) => {
    const comment = docComment(describe(version.description), 1);
    return `${comment}  readonly ${propertyKey(message.handlerName)}: Requests<${version.typeName}, ${replyTypes(replies)}${parameters === undefined ? "" : `, ${parametersType(parameters)}`}>;\n`;
  });
  return {
    value: "Requester",
    type: "Requests",
    imports: { values: ["requester"], types: ["RequesterFactory", "Requests"] },
    uses: asked.flatMap((request) => [request, ...request.replies]),
    parts: [
      `/** What ${name} asks, and the answers that it reads. */\nexport interface ${typeName}Requests {\n${members.join("")}}`,
      `/** Makes the requester of ${name}. */\nexport const ${identifier}Requester: RequesterFactory<${typeName}Requests> = /*@__PURE__*/ requester<${typeName}Requests>(${stringLiteral(name)}, {\n${asked.map(requestText).join("")}});`,
    ],
  };
}

function requestText({ message, replies, route }: AskedMessage): string {
  const lines = replies.map(
    (reply) =>
      `      ${propertyKey(reply.message.handlerName)}: { message: ${reply.message.typeName}, reads: ${literal(reply.reads)} },\n`,
  );
  return [
    `  ${propertyKey(message.handlerName)}: {\n`,
    `    message: ${routed(message, route)},\n`,
    `    replies: {\n${lines.join("")}    },\n`,
    "  },\n",
  ].join("");
}
