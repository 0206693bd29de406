import { compareText } from "../diagnostic.js";
import type { VersionIndex } from "./build-messages.js";
import type { Operation, OperationMessage } from "./contract-model.js";
import type { ListedMessage, RawOperation } from "./read-operations.js";

/** Gives the operations their messages by name and version; sorted by service and name. */
export function buildOperations(operations: readonly RawOperation[], index: VersionIndex): readonly Operation[] {
  return operations
    .map((raw): Operation => {
      const { channel: _channel, listed, ...operation } = raw;
      return { ...operation, messages: groupByMessage(listed, index) };
    })
    .sort((a, b) => compareText(a.service, b.service) || compareText(a.name, b.name));
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
