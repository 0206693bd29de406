import { type Account, account } from "./account.js";
import type { LoggedEvent, Settled } from "./event-log.js";
import type { FlowHost } from "./host.js";
import { inOrderOfSending } from "./order-of-sending.js";
import type { Check, Scenario } from "./scenario.js";

/** A scenario with what came of it. */
export interface Played {
  readonly scenario: Pick<Scenario, "name" | "title">;
  readonly checks: readonly Check[];
  readonly seconds: number;
}

/** One kind of message between services: who sends it, who handled it, in which versions, how often. */
export interface Edge {
  readonly message: string;
  readonly from: string;
  readonly to: readonly string[];
  /** The versions that were sent. */
  readonly versions: readonly number[];
  /** Messages, not deliveries. */
  readonly count: number;
  readonly retries: number;
  readonly deadLetters: number;
}

/** What a run of the flow came to. As JSON it follows schemas/flow-report.schema.json. */
export interface FlowReport {
  readonly ok: boolean;
  readonly transport: FlowHost["transport"];
  readonly description: string;
  readonly seconds: number;
  readonly scenarios: readonly Played[];
  readonly account: Account;
  /** In the order in which each was first sent. */
  readonly edges: readonly Edge[];
}

/** Sums up a run from what the runtimes told. */
export function flowReport(
  host: Pick<FlowHost, "transport" | "description">,
  scenarios: readonly Played[],
  events: readonly LoggedEvent[],
): FlowReport {
  const sums = account(events);
  const held = scenarios.every(({ checks }) => checks.every(({ ok }) => ok));
  return {
    ok: held && sums.lost.length === 0,
    transport: host.transport,
    description: host.description,
    seconds: (events.at(-1)?.at ?? 0) / 1000,
    scenarios,
    account: sums,
    edges: edgesOf(events),
  };
}

function edgesOf(events: readonly LoggedEvent[]): readonly Edge[] {
  const groups = new Map<string, { from: string; message: string; deliveries: { by: string; event: Settled }[] }>();
  for (const { service: by, event } of inOrderOfSending(settledOf(events))) {
    if (event.message === undefined) continue;
    const from = event.sender ?? "(unknown)";
    const key = `${from} ${event.message}`;
    const group = groups.get(key) ?? { from, message: event.message, deliveries: [] };
    group.deliveries.push({ by, event });
    groups.set(key, group);
  }
  return [...groups.values()].map(({ from, message, deliveries }) => {
    const having = (outcome: string) => deliveries.filter(({ event }) => event.outcome === outcome);
    return {
      message,
      from,
      to: distinct(deliveries.map(({ by }) => by)).sort(),
      versions: distinct(deliveries.flatMap(({ event }) => event.version ?? [])).sort((a, b) => a - b),
      count: distinct(deliveries.map(({ event }) => event.messageId)).length,
      retries: having("retry").length,
      deadLetters: having("dead-letter").length,
    };
  });
}

function settledOf(events: readonly LoggedEvent[]): (LoggedEvent & { readonly event: Settled })[] {
  return events.flatMap((logged) => {
    const { event } = logged;
    return event.type === "settled" ? [{ ...logged, event }] : [];
  });
}

function distinct<T>(list: readonly T[]): T[] {
  return [...new Set(list)];
}
