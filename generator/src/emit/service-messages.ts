import type {
  ContractModel,
  Message,
  Operation,
  OperationMessage,
  ReceiveOperation,
  Route,
  Version,
} from "../model/contract-model.js";
import { messagesNamed, operationsOfService } from "./model-index.js";

/** A message in the version that somebody sends. */
export interface CurrentMessage {
  readonly message: Message;
  readonly version: Version;
}

/** A message that a service publishes. */
export interface SentMessage extends CurrentMessage {
  readonly handlerName: string;
  readonly route: Route;
}

/** A message that a service gets: in the highest of the versions that it reads. */
export interface ReadMessage {
  readonly message: Message;
  readonly handlerName: string;
  readonly version: Version;
  readonly reads: readonly number[];
}

/** A message that a service asks with, and the answers that it reads. */
export interface AskedMessage extends CurrentMessage {
  readonly route: Route;
  readonly replies: readonly ReadMessage[];
}

/** A message that a handler gets, and what the handler may answer; nothing where the message asks nothing. */
export interface ReceivedMessage extends ReadMessage {
  readonly replies: readonly CurrentMessage[];
}

/** A queue that a service consumes, with the messages that may come out of it. */
export interface ReceivedQueue {
  /** The first operation on the queue; further ones on the same queue add messages to it. */
  readonly operation: ReceiveOperation;
  readonly messages: readonly ReceivedMessage[];
}

/** What a service sends without asking, by message name. A message of which there are only drafts is not sent by anybody yet. */
export function sentMessages(model: ContractModel, service: string): readonly SentMessage[] {
  const uses = new Map<string, Map<string, Route>>();
  for (const { reply, messages, route } of operationsOf(model, service, "send")) {
    if (reply !== null) continue;
    for (const { message, handlerName = "" } of messages) {
      const known = uses.get(message) ?? new Map<string, Route>();
      uses.set(message, known.set(handlerName, known.get(handlerName) ?? route));
    }
  }
  return messagesNamed(model, uses.keys()).flatMap((message) =>
    [...(uses.get(message.name) ?? [])].flatMap(([handlerName, route]) =>
      inCurrentVersion(message).map((current) => ({
        ...current,
        route,
        handlerName: handlerName === "" ? message.handlerName : handlerName,
      })),
    ),
  );
}

/** What a service asks, by message name. */
export function askedMessages(model: ContractModel, service: string): readonly AskedMessage[] {
  const replies = new Map<string, OperationMessage[]>();
  const routes = new Map<string, Route>();
  for (const { reply, messages, route } of operationsOf(model, service, "send")) {
    if (reply === null) continue;
    for (const { message } of messages) {
      replies.set(message, [...(replies.get(message) ?? []), ...reply.messages]);
      routes.set(message, routes.get(message) ?? route);
    }
  }
  return messagesNamed(model, replies.keys()).flatMap((message) => {
    const [listed, route] = [replies.get(message.name), routes.get(message.name)];
    if (listed === undefined || route === undefined) return [];
    return inCurrentVersion(message).map((sent) => ({ ...sent, route, replies: readMessages(model, listed) }));
  });
}

/** What a service receives, by queue name. */
export function receivedMessages(model: ContractModel, service: string): readonly ReceivedQueue[] {
  const queues = new Map<
    string,
    { readonly operation: ReceiveOperation; readonly messages: Map<string, ReceivedMessage> }
  >();
  for (const operation of operationsOf(model, service, "receive")) {
    const queue = queues.get(operation.queue) ?? { operation, messages: new Map<string, ReceivedMessage>() };
    queues.set(operation.queue, queue);
    const answers = operation.reply?.messages.map(({ message }) => message) ?? [];
    const replies = messagesNamed(model, answers).flatMap(inCurrentVersion);
    for (const item of operation.messages) {
      for (const read of readMessages(model, [item])) queue.messages.set(item.message, { ...read, replies });
    }
  }
  return [...queues]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { operation, messages }]) => ({ operation, messages: [...messages.values()] }))
    .filter(({ messages }) => messages.length > 0);
}

/** What each instance of a service receives, by message name. */
export function broadcastMessages(model: ContractModel, service: string): readonly ReadMessage[] {
  return readMessages(
    model,
    operationsOf(model, service, "broadcast").flatMap(({ messages }) => messages),
  );
}

/** The operations of a service of one kind. */
export function operationsOf<A extends Operation["action"]>(
  model: ContractModel,
  service: string,
  action: A,
): readonly Extract<Operation, { readonly action: A }>[] {
  return operationsOfService(model, service).filter(
    (operation): operation is Extract<Operation, { readonly action: A }> => operation.action === action,
  );
}

function inCurrentVersion(message: Message): readonly CurrentMessage[] {
  const version = message.versions.find((candidate) => candidate.version === message.current);
  return version === undefined ? [] : [{ message, version }];
}

/** One entry for each message, by name: two lists that name one message are put together. */
function readMessages(model: ContractModel, listed: readonly OperationMessage[]): readonly ReadMessage[] {
  const byName = new Map<string, OperationMessage[]>();
  for (const item of listed) byName.set(item.message, [...(byName.get(item.message) ?? []), item]);
  return messagesNamed(model, byName.keys()).flatMap((message) => {
    const items = byName.get(message.name) ?? [];
    const numbers = items.flatMap(({ versions }) => versions);
    const handlerName = items[0]?.handlerName ?? message.handlerName;
    const reads = [...new Set(numbers)].sort((a, b) => a - b);
    const version = message.versions.find((candidate) => candidate.version === reads.at(-1));
    return version === undefined ? [] : [{ message, handlerName, version, reads }];
  });
}
