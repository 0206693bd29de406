import type { ContractModel, Message, ReceiveOperation, Version } from "../model/contract-model.js";

/** A message that a service publishes, in the version that it sends. */
export interface SentMessage {
  readonly message: Message;
  readonly version: Version;
}

/** A queue that a service consumes, with the messages that may come out of it. */
export interface ReceivedQueue {
  /** The first operation on the queue; further ones on the same queue add messages to it. */
  readonly operation: ReceiveOperation;
  readonly messages: readonly ReceivedMessage[];
}

/** A message that a handler gets: in the highest of the versions that it reads. */
export interface ReceivedMessage {
  readonly message: Message;
  readonly version: Version;
  readonly reads: readonly number[];
  readonly handlerName: string;
}

/** What a service sends, by message name. A message of which there are only drafts is not sent by anybody yet. */
export function sentMessages(model: ContractModel, service: string): readonly SentMessage[] {
  const names = new Set(
    model.operations
      .filter((operation) => operation.action === "send" && operation.service === service)
      .flatMap(({ messages }) => messages.map(({ message }) => message)),
  );
  return model.messages.flatMap((message) => {
    const version = message.versions.find((candidate) => candidate.version === message.current);
    return names.has(message.name) && version !== undefined ? [{ message, version }] : [];
  });
}

/** What a service receives, by queue name. */
export function receivedMessages(model: ContractModel, service: string): readonly ReceivedQueue[] {
  const byName = new Map(model.messages.map((message) => [message.name, message]));
  const queues = new Map<
    string,
    { readonly operation: ReceiveOperation; readonly messages: Map<string, ReceivedMessage> }
  >();
  for (const operation of model.operations) {
    if (operation.action !== "receive" || operation.service !== service) continue;
    const queue = queues.get(operation.queue) ?? { operation, messages: new Map<string, ReceivedMessage>() };
    queues.set(operation.queue, queue);
    for (const { message: name, versions: reads } of operation.messages) {
      const message = byName.get(name);
      const version = message?.versions.find((candidate) => candidate.version === reads.at(-1));
      if (message === undefined || version === undefined) continue;
      queue.messages.set(name, { message, version, reads, handlerName: message.handlerName });
    }
  }
  return [...queues]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { operation, messages }]) => ({ operation, messages: [...messages.values()] }))
    .filter(({ messages }) => messages.length > 0);
}
