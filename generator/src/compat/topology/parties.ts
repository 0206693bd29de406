import { compareText, type Place } from "../../diagnostic.js";
import type { Party } from "../report.js";
import type { QueueReceiver, SentRoute } from "./topology-view.js";

/** Services that publish. */
export function senders(routes: readonly SentRoute[]): readonly Party[] {
  return routes.map(({ service, at }) => ({ role: "sender", name: service, at }));
}

/** Services that read. */
export function receivers(list: readonly QueueReceiver[]): readonly Party[] {
  return list.map(({ service, at }) => ({ role: "receiver", name: service, at }));
}

/** A queue, or an exchange, that something happens to. */
export function resource(role: "queue" | "exchange", name: string, at: Place | null | undefined): Party {
  return { role, name, at: at ?? null };
}

/** Each party once, sorted by role and name; the first place that is known counts. */
export function sortedParties(parties: readonly Party[]): readonly Party[] {
  const found = new Map<string, Party>();
  for (const party of parties) {
    const key = `${party.role} ${party.name}`;
    if ((found.get(key)?.at ?? null) === null) found.set(key, party);
  }
  return [...found.values()].sort((a, b) => compareText(a.role, b.role) || compareText(a.name, b.name));
}

/** Each text once, sorted. */
export function sortedTexts(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}

/** Names that stand in one sentence. */
const mostNames = 5;

/** Names for a sentence: `"a", "b" and "c"`, the first few where there are many. */
export function quoted(names: Iterable<string>): string {
  return listed(sortedTexts(names).map((name) => `"${name}"`));
}

/** The same without quotation marks, for messages and services. */
export function plain(names: Iterable<string>): string {
  return listed(sortedTexts(names));
}

function listed(names: readonly string[]): string {
  const shown =
    names.length > mostNames + 1 ? [...names.slice(0, mostNames), `${names.length - mostNames} more`] : names;
  const last = shown.at(-1) ?? "nothing";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}
