import { concernedByExchange } from "../concerned.js";
import { findKey } from "../find-key.js";
import { type KeyPattern, keyPattern } from "../key-pattern.js";
import { quoted, sortedTexts } from "../parties.js";
import { bindingsOf, queuesFor, readFrom, type Side, type TopologyChange, typeOf } from "../topology-change.js";
import type { TopologyRule } from "../topology-finding.js";

/** The same bindings under another type bring other messages. */
export const exchangeTypeChanged: TopologyRule = {
  id: "exchange-type-changed",
  purpose:
    "The same bindings mean something else under another type of exchange: wildcards become words, or keys are read no more.",
  judge: (change) =>
    change.before.view.exchanges.flatMap(({ name, type: was }) => {
      const now = change.after.exchanges.get(name)?.type;
      if (now === undefined || now === was) return [];
      const effects = was === "headers" || now === "headers" ? unreadable(change, name) : effectsOf(change, name);
      const first = effects[0];
      if (first === undefined) return [];
      return [
        {
          ...concernedByExchange(change, name),
          weight: effects.some(({ harms }) => harms) ? "breaking" : "warning",
          outcome: "refused-406",
          summary: `Made anew as ${now} instead of ${was}, the exchange "${name}" routes otherwise: ${shownEffects(effects)}.`,
          hint: "Keep the type and change the bindings, or bind every queue to a new exchange with keys that mean under its type what they are to mean.",
          key: first.key,
        },
      ];
    }),
};

/** What becomes of one queue. */
interface Effect {
  readonly text: string;
  readonly key: string | null;
  /** True where a documented message is lost, or brought to a service that does not know it. */
  readonly harms: boolean;
}

function shownEffects(effects: readonly Effect[]): string {
  const texts = effects.slice(0, 3).map(({ text }) => text);
  const more = effects.length - texts.length;
  return more > 0 ? `${texts.join("; ")}; and so on for ${more} more` : texts.join("; ");
}

function unreadable({ before, after }: TopologyChange, exchange: string): readonly Effect[] {
  const queues = queuesOf(before, after, exchange);
  if (queues.length === 0) return [];
  const text = `a headers exchange reads no routing key, and what ${quoted(queues)} would get is not told by these documents`;
  return [{ text, key: null, harms: true }];
}

function effectsOf({ before, after }: TopologyChange, exchange: string): readonly Effect[] {
  const effects = queuesOf(before, after, exchange).flatMap((queue) => {
    const [was, now] = [before, after].map((side) => patternsOf(side, exchange, queue));
    return [lost(before, after, exchange, queue, was, now), gained(before, after, exchange, queue, was, now)].flat();
  });
  return [...effects.filter(({ harms }) => harms), ...effects.filter(({ harms }) => !harms)];
}

function queuesOf(before: Side, after: Side, exchange: string): readonly string[] {
  return sortedTexts([before, after].flatMap((side) => [...(side.bindings.get(exchange)?.byQueue.keys() ?? [])]));
}

function patternsOf(side: Side, exchange: string, queue: string): readonly KeyPattern[] {
  const type = typeOf(side, exchange);
  return bindingsOf(side, exchange, queue).map(({ routingKey }) => keyPattern(type, routingKey));
}

type Patterns = readonly KeyPattern[] | undefined;

function lost(
  before: Side,
  after: Side,
  exchange: string,
  queue: string,
  was: Patterns,
  now: Patterns,
): readonly Effect[] {
  const routes = [before, after].flatMap((side) => side.routes.get(exchange) ?? []);
  const gone = routes.find((route) => queuesFor(before, route).has(queue) && !queuesFor(after, route).has(queue));
  const key = gone?.routingKey ?? someKey(was, now);
  if (key === undefined) return [];
  const what = shownKey(key, gone?.message);
  return [{ text: `"${queue}" no longer gets ${what}`, key, harms: gone !== undefined }];
}

function gained(
  before: Side,
  after: Side,
  exchange: string,
  queue: string,
  was: Patterns,
  now: Patterns,
): readonly Effect[] {
  const routes = [before, after].flatMap((side) => side.routes.get(exchange) ?? []);
  const known = readFrom(after, queue);
  const come = routes.filter((route) => queuesFor(after, route).has(queue) && !queuesFor(before, route).has(queue));
  const first = come.find(({ message }) => !known.has(message)) ?? come[0];
  const key = first?.routingKey ?? someKey(now, was);
  if (key === undefined) return [];
  const unknown = first !== undefined && !known.has(first.message);
  const what = shownKey(key, first?.message);
  return [
    { text: `"${queue}" also gets ${what}${unknown ? ", which its service does not know" : ""}`, key, harms: unknown },
  ];
}

function shownKey(key: string, message: string | undefined): string {
  const shown = key === "" ? "the empty key" : `"${key}"`;
  return message === undefined ? `${shown}, which no documented message has` : `${shown} (${message})`;
}

/** A key that one of these matches and none of the others. */
function someKey(these: Patterns = [], others: Patterns = []): string | undefined {
  for (const pattern of these) {
    const result = findKey([pattern], others);
    if (result.found === "key") return result.key;
  }
  return undefined;
}
