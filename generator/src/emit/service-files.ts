import type { ContractModel, Message, ReceiveOperation, Service } from "../model/contract-model.js";
import { describe, docComment } from "./doc-comment.js";
import { type Emitter, inContracts } from "./emitter.js";
import { fileText } from "./file-frame.js";
import { literal, propertyKey, stringLiteral } from "./literal.js";
import { receivedMessages, sentMessages } from "./service-messages.js";

/** One file for each service: its publisher and its consumer. */
export const serviceFiles: Emitter = {
  name: "services",
  emit(model, target) {
    const files = new Map<string, string>();
    for (const service of model.services) {
      const text = serviceFile(model, service);
      if (text !== undefined) files.set(inContracts(target, `services/${service.fileName}.ts`), text);
    }
    return files;
  },
};

function serviceFile(model: ContractModel, service: Service): string | undefined {
  const sent = sentMessages(model, service.name);
  const received = receivedMessages(model, service.name);
  if (sent.length === 0 && received.length === 0) return undefined;
  const values = [...(received.length > 0 ? ["consumer"] : []), ...(sent.length > 0 ? ["publisher"] : [])];
  const types = [
    ...(received.length > 0 ? ["ConsumerFactory"] : []),
    ...(sent.length > 0 ? ["PublisherFactory"] : []),
    ...(received.length > 0 ? ["Receives"] : []),
  ];
  return fileText({
    source: service.source.file.replace(/[\r\n\u2028\u2029]+/g, " "),
    imports: [
      `import { ${values.join(", ")} } from "@insaka/runtime/codegen/v1";`,
      `import type { ${types.join(", ")} } from "@insaka/runtime/codegen/v1";`,
      ...messageImports(
        sent.map(({ message }) => message),
        received,
      ),
    ],
    parts: [
      ...(sent.length > 0 ? publisherParts(service, sent) : []),
      ...(received.length > 0 ? consumerParts(service, received) : []),
    ],
  });
}

function messageImports(sent: readonly Message[], received: ReturnType<typeof receivedMessages>): readonly string[] {
  const messages = new Map<string, { readonly message: Message; readonly types: Set<string> }>();
  const use = (message: Message, type: string | undefined): void => {
    const used = messages.get(message.fileName) ?? { message, types: new Set<string>() };
    if (type !== undefined) used.types.add(type);
    messages.set(message.fileName, used);
  };
  for (const message of sent) use(message, typeOf(message, message.current));
  for (const { messages: list } of received) {
    for (const { message, reads } of list) use(message, typeOf(message, reads.at(-1) ?? null));
  }
  const sorted = [...messages].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([fileName, { message, types }]) => [
    `import { ${message.typeName} } from "../messages/${fileName}.js";`,
    `import type { ${[...types].sort().join(", ")} } from "../messages/${fileName}.js";`,
  ]);
}

function typeOf(message: Message, version: number | null): string | undefined {
  return message.versions.find((candidate) => candidate.version === version)?.typeName;
}

function publisherParts(service: Service, sent: ReturnType<typeof sentMessages>): readonly string[] {
  const { identifier, typeName, name } = service;
  const members = sent.map(({ message, version }) => {
    const comment = docComment(describe(version.description), 1);
    return `${comment}  readonly ${propertyKey(message.handlerName)}: ${version.typeName};\n`;
  });
  const table = sent.map(({ message }) => `  ${propertyKey(message.handlerName)}: ${message.typeName},\n`);
  return [
    `/** What ${name} sends. */\nexport interface ${typeName}Sends {\n${members.join("")}}`,
    `/** Makes the publisher of ${name}. */\nexport const ${identifier}Publisher: PublisherFactory<${typeName}Sends> = /*@__PURE__*/ publisher<${typeName}Sends>(${stringLiteral(name)}, {\n${table.join("")}});`,
  ];
}

function consumerParts(service: Service, received: ReturnType<typeof receivedMessages>): readonly string[] {
  const { identifier, typeName, name } = service;
  const members = received.flatMap(({ operation, messages }) =>
    messages.map(({ version, handlerName }) => {
      const steps = operation.retry.steps.map(stringLiteral).join(" | ");
      const comment = docComment(describe(version.description), 1);
      return `${comment}  readonly ${propertyKey(handlerName)}: Receives<${version.typeName}, ${steps}>;\n`;
    }),
  );
  const queues = received.map(({ operation, messages }) => queueText(operation, messages));
  return [
    `/** What ${name} receives. */\nexport interface ${typeName}Receives {\n${members.join("")}}`,
    `/** Makes the consumer of ${name}. */\nexport const ${identifier}Consumer: ConsumerFactory<${typeName}Receives> = /*@__PURE__*/ consumer<${typeName}Receives>(${stringLiteral(name)}, [\n${queues.join("")}]);`,
  ];
}

function queueText(
  operation: ReceiveOperation,
  messages: ReturnType<typeof receivedMessages>[number]["messages"],
): string {
  const lines = messages.map(
    ({ message, reads, handlerName }) =>
      `      ${propertyKey(handlerName)}: { message: ${message.typeName}, reads: ${literal(reads)} },\n`,
  );
  return [
    "  {\n",
    `    queue: ${stringLiteral(operation.queue)},\n`,
    `    retry: ${literal({ steps: operation.retry.steps, attempts: operation.retry.attempts }, 2)},\n`,
    `    messages: {\n${lines.join("")}    },\n`,
    "  },\n",
  ].join("");
}
