import { compareExchange, type Difference, shown } from "../compare-declarations.js";
import { concernedByExchange } from "../concerned.js";
import type { TopologyChange } from "../topology-change.js";
import type { Judged, TopologyRule } from "../topology-finding.js";

/** The broker keeps the exchange that it has, and says so to who declares, not to who imports. */
export const exchangeRefused: TopologyRule = {
  id: "exchange-refused",
  purpose:
    "An exchange cannot be changed in place: a declare is refused with 406, and an import keeps the old one without a word.",
  judge: (change) =>
    differing(change, "refused-406").map(({ name, differences }) => finding(change, name, differences)),
};

/** What the broker does not compare stays as it is. */
export const exchangeSilentlyDifferent: TopologyRule = {
  id: "exchange-silently-different",
  purpose: "What the broker does not compare on an exchange stays as it is there, and new brokers have the new.",
  judge: (change) =>
    differing(change, "silently-different").map(({ name, differences }) => ({
      ...concernedByExchange(change, name),
      weight: "warning",
      outcome: "silently-different",
      summary: `The exchange "${name}" is to have ${changes(differences)}. The broker compares no such argument: one that has the exchange keeps what it has, without a word, and one that creates it has the new.`,
      hint: `Use a new name for the exchange, or delete it and import again while nobody publishes.`,
      key: null,
    })),
};

interface Differing {
  readonly name: string;
  readonly differences: readonly Difference[];
}

function differing({ before, after }: TopologyChange, outcome: Difference["outcome"]): readonly Differing[] {
  return before.view.exchanges.flatMap((exchange) => {
    const now = after.exchanges.get(exchange.name);
    if (now === undefined) return [];
    const differences = compareExchange(exchange, now).filter((difference) => difference.outcome === outcome);
    return differences.length === 0 ? [] : [{ name: exchange.name, differences }];
  });
}

function finding(change: TopologyChange, name: string, differences: readonly Difference[]): Judged {
  const count = [...(change.before.bindings.get(name)?.byQueue.values() ?? [])].flat().length;
  return {
    ...concernedByExchange(change, name),
    weight: "breaking",
    outcome: "refused-406",
    summary: `The exchange "${name}" is to have ${changes(differences)}. A broker that has it refuses the declaration with 406; an import of definitions reports success and keeps the old one.`,
    hint: `Give the new exchange a name of its own, bind the queues to it, move the senders, then delete the old one. Deleting "${name}" first takes its ${bindings(count)} along, and closes the channel of who publishes meanwhile (404).`,
    key: null,
  };
}

function bindings(count: number): string {
  return count === 1 ? "binding" : `${count} bindings`;
}

function changes(differences: readonly Difference[]): string {
  return differences.map(({ part, before, after }) => `${part} ${shown(after)} instead of ${shown(before)}`).join(", ");
}
