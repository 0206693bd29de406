import { compareText } from "../diagnostic.js";
import type { BuildContext } from "./build-context.js";
import type { VersionIndex } from "./build-messages.js";
import type { Operation, OperationMessage, Reply } from "./contract-model.js";
import type { ListedMessage } from "./list-messages.js";
import type { MessageNames } from "./name-messages.js";
import { methodNameOf } from "./naming.js";
import type { RawOperation } from "./read-operations.js";
import type { RawReply } from "./read-reply.js";

/** Gives the operations their messages by name and version; sorted by service and name. */
export function buildOperations(
  context: Pick<BuildContext, "mode" | "names">,
  operations: readonly RawOperation[],
  index: VersionIndex,
  names: ReadonlyMap<string, MessageNames>,
): readonly Operation[] {
  const built = operations
    .map((raw): Operation => {
      if (raw.action === "broadcast") {
        const { channel: _channel, listed, ...operation } = raw;
        return { ...operation, messages: groupByMessage(listed, index) };
      }
      const { channel: _channel, listed, reply, ...operation } = raw;
      return { ...operation, messages: groupByMessage(listed, index), reply: buildReply(reply, index) };
    })
    .sort((a, b) => compareText(a.service, b.service) || compareText(a.name, b.name));
  const handlers = new Map([...names].map(([message, { handlerName }]) => [message, handlerName]));
  return context.mode === "house" ? built : tellPlacesApart(context, built, handlers);
}

/**
 * A method and a handler are called like their message. Documents that know nothing of us send one message to several places, or
 * get it from several queues: there the place makes part of the name.
 */
function tellPlacesApart(
  { names }: Pick<BuildContext, "names">,
  operations: readonly Operation[],
  handlers: ReadonlyMap<string, string>,
): readonly Operation[] {
  const places = new Map<string, Set<string>>();
  const useOf = ({ service, action }: Operation, message: string): string => `${service} ${action} ${message}`;
  for (const operation of operations) {
    const place = placeOf(operation);
    if (place === undefined) continue;
    for (const { message } of operation.messages) {
      const use = useOf(operation, message);
      places.set(use, (places.get(use) ?? new Set()).add(place));
    }
  }
  const given = new Map<string, string>();
  return operations.map((operation) => {
    const place = placeOf(operation);
    if (place === undefined) return operation;
    const messages = operation.messages.map((item): OperationMessage => {
      const use = useOf(operation, item.message);
      if ((places.get(use)?.size ?? 0) < 2) return item;
      const key = `${use} ${place}`;
      const wanted = `${handlers.get(item.message)} ${operation.action === "send" ? "to" : "from"} ${place}`;
      const text =
        given.get(key) ??
        names.claim(wanted, { fallback: "message", forms: (name) => [`method ${methodNameOf(name)}`] });
      given.set(key, text);
      return { ...item, handlerName: methodNameOf(text) };
    });
    return { ...operation, messages };
  });
}

/** Where a message of the operation goes, or comes from; nothing where a method or a handler serves all places. */
function placeOf(operation: Operation): string | undefined {
  if (operation.action === "receive") return operation.queue.replace(`${operation.service}.`, "");
  if (operation.action !== "send" || operation.reply !== null) return undefined;
  const { exchange, routingKey } = operation.route;
  return exchange === operation.service || exchange === "" ? routingKey : `${exchange} ${routingKey}`;
}

function buildReply(raw: RawReply | null, index: VersionIndex): Reply | null {
  if (raw === null) return null;
  const { channel: _channel, listed, ...reply } = raw;
  return { ...reply, messages: groupByMessage(listed, index) };
}

function groupByMessage(listed: readonly ListedMessage[], index: VersionIndex): readonly OperationMessage[] {
  const groups = new Map<string, { readonly versions: Set<number>; readonly first: ListedMessage }>();
  for (const item of listed) {
    const found = index.get(item.key);
    if (found === undefined) continue;
    const group = groups.get(found.message) ?? { versions: new Set<number>(), first: item };
    group.versions.add(found.version);
    groups.set(found.message, group);
  }
  return [...groups]
    .map(([message, { versions, first }]) => ({
      message,
      versions: [...versions].sort((a, b) => a - b),
      source: first.source,
    }))
    .sort((a, b) => compareText(a.message, b.message));
}
