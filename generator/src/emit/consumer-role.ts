import type { RetryLadder, RetryPolicy, Service } from "../model/contract-model.js";
import { ladderOf, policyOf } from "../model/read-retry.js";
import { describe, docComment } from "./doc-comment.js";
import { headersRead, mentionsNoHeaders, noHeaders } from "./header-types.js";
import { literal, propertyKey, stringLiteral } from "./literal.js";
import { replyTypes } from "./reply-types.js";
import type { ReceivedMessage, ReceivedQueue } from "./service-messages.js";
import type { ServiceRole } from "./service-role.js";

/** What a service receives from its queues, and the consumer that hands it to handlers. */
export function consumerRole({ identifier, typeName, name }: Service, received: readonly ReceivedQueue[]): ServiceRole {
  const members = received.flatMap(({ operation, messages }) =>
    messages.map(({ message, handlerName, version, reads, replies }) => {
      const steps = ladderOf(operation.retry, message.name).steps.map(stringLiteral).join(" | ");
      const comment = docComment(describe(version.description), 1);
      const headers = headersRead(message, reads);
      const given = headers === undefined ? "" : `, undefined, ${headers}`;
      const answers = replies.length === 0 ? given : `, ${replyTypes(replies)}`;
      return `${comment}  readonly ${propertyKey(handlerName)}: Receives<${version.typeName}, ${steps}${answers}>;\n`;
    }),
  );
  return {
    value: "Consumer",
    type: "Receives",
    imports: {
      values: ["consumer"],
      types: ["ConsumerFactory", "Receives", ...(members.some(mentionsNoHeaders) ? [noHeaders] : [])],
    },
    uses: received.flatMap(({ messages }) => messages.flatMap((message) => [message, ...message.replies])),
    parts: [
      `/** What ${name} receives. */\nexport interface ${typeName}Receives {\n${members.join("")}}`,
      `/** Makes the consumer of ${name}. */\nexport const ${identifier}Consumer: ConsumerFactory<${typeName}Receives> = /*@__PURE__*/ consumer<${typeName}Receives>(${stringLiteral(name)}, [\n${received.map(queueText).join("")}]);`,
    ],
  };
}

function queueText({ operation, messages }: ReceivedQueue): string {
  return [
    "  {\n",
    `    queue: ${stringLiteral(operation.queue)},\n`,
    `    retry: ${literal(ladderFacts(operation.retry), 2)},\n`,
    `    messages: {\n${messages.map((each) => messageText(each, operation.retry)).join("")}    },\n`,
    "  },\n",
  ].join("");
}

function ladderFacts({ steps, attempts, immediate }: RetryLadder): RetryLadder {
  return { steps, attempts, ...(immediate === undefined ? {} : { immediate }) };
}

function messageText({ message, handlerName, reads, replies }: ReceivedMessage, retry: RetryPolicy): string {
  const own = retry.messages === undefined ? undefined : policyOf(retry, message.name).messages?.[message.name];
  const answers = replies.map((reply) => `${propertyKey(reply.message.handlerName)}: ${reply.message.typeName}`);
  const facts = [
    `message: ${message.typeName}`,
    `reads: ${literal(reads)}`,
    ...(own === undefined ? [] : [`retry: ${literal(ladderFacts(own))}`]),
    ...(answers.length === 0 ? [] : [`replies: { ${answers.join(", ")} }`]),
  ];
  return `      ${propertyKey(handlerName)}: { ${facts.join(", ")} },\n`;
}
