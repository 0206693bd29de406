import { compareText } from "../diagnostic.js";
import type { VersionIndex } from "./build-messages.js";
import type { Operation, OperationMessage, Reply } from "./contract-model.js";
import type { ListedMessage } from "./list-messages.js";
import type { RawOperation } from "./read-operations.js";
import type { RawReply } from "./read-reply.js";

/** Gives the operations their messages by name and version; sorted by service and name. */
export function buildOperations(operations: readonly RawOperation[], index: VersionIndex): readonly Operation[] {
  return operations
    .map((raw): Operation => {
      if (raw.action === "broadcast") {
        const { channel: _channel, listed, ...operation } = raw;
        return { ...operation, messages: groupByMessage(listed, index) };
      }
      const { channel: _channel, listed, reply, ...operation } = raw;
      return { ...operation, messages: groupByMessage(listed, index), reply: buildReply(reply, index) };
    })
    .sort((a, b) => compareText(a.service, b.service) || compareText(a.name, b.name));
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
