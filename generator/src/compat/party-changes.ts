import type { RetryPolicy, Route } from "../model/contract-model.js";
import { canonicalJson } from "./canonical-json.js";
import type { Receiver, Sender } from "./contract.js";
import type { ContractChange } from "./contract-change.js";
import { shown } from "./shown-value.js";

/** Tells who began or ceased to take part, and what differs in how the others do. */
export function partyChanges(
  part: "senders" | "receivers",
  before: readonly (Sender | Receiver)[],
  after: readonly (Sender | Receiver)[],
): readonly ContractChange[] {
  const old = new Map(before.map((party) => [keyOf(party), party]));
  const now = new Map(after.map((party) => [keyOf(party), party]));
  const verb = part === "senders" ? "sends" : "receives";
  const texts = [
    ...after.filter((party) => !old.has(keyOf(party))).map((party) => `${nameOf(party)} ${verb} it now${wayOf(party)}`),
    ...before.filter((party) => !now.has(keyOf(party))).map((party) => `${nameOf(party)} ${verb} it no more`),
    ...after.flatMap((party) => {
      const from = old.get(keyOf(party));
      return from === undefined ? [] : differences(from, party).map((text) => `${nameOf(party)}: ${text}`);
    }),
  ];
  return texts.map((text) => ({ part, pointer: null, text }));
}

function keyOf({ service, operation }: Sender | Receiver): string {
  return JSON.stringify([service, operation]);
}

function nameOf({ service, operation }: Sender | Receiver): string {
  return `${service} (${operation})`;
}

function wayOf(party: Sender | Receiver): string {
  if ("route" in party) return party.route === null ? " as an answer" : ` to ${routeText(party.route)}`;
  if (party.by === "reply") return " as an answer";
  return party.queue === null ? "" : ` from ${party.queue.name}`;
}

/** What a party's entry says, name by name, as short texts. */
function facts(party: Sender | Receiver): readonly (readonly [string, string])[] {
  const view: readonly [string, string] = [
    "view of the payload",
    party.view === undefined ? "none" : canonicalJson(party.view),
  ];
  if ("route" in party) {
    return [
      ["route", party.route === null ? "an answer" : routeText(party.route)],
      ["exchange", thing(party.exchange)],
      view,
    ];
  }
  return [
    ["reads by", party.by],
    ["queue", thing(party.queue)],
    ["bindings", party.bindings.map(routeText).join(", ") || "none"],
    ["retry", party.retry === null ? "none" : retryText(party.retry)],
    ["versions read", party.reads.join(", ")],
    view,
  ];
}

function retryText({ messages, ...queue }: RetryPolicy): string {
  // A record holds the ladder of its own message alone.
  const [{ steps, attempts, immediate = 0 } = queue] = Object.values(messages ?? {});
  return `${immediate === 0 ? "" : `${immediate} immediate, `}${steps.join(" ") || "no step"}, ${attempts} attempts`;
}

function differences(before: Sender | Receiver, after: Sender | Receiver): readonly string[] {
  const old = new Map(facts(before));
  return facts(after).flatMap(([name, to]) => {
    const from = old.get(name) ?? "none";
    if (from === to) return [];
    if (name === "view of the payload")
      return [
        from === "none"
          ? "restates the payload now"
          : to === "none"
            ? "restates the payload no more"
            : "restates the payload otherwise",
      ];
    return [`${name} ${from} -> ${to}`];
  });
}

function routeText({ exchange, routingKey }: Route): string {
  return `${exchange} ${routingKey}`;
}

/** An exchange or a queue: its name, and whatever of it is not as usual. */
function thing(value: Sender["exchange"] | Receiver["queue"]): string {
  if (value === null) return "none";
  const parts = [
    ...("type" in value ? [value.type] : []),
    value.durable ? "durable" : "not durable",
    ...(value.autoDelete ? ["auto-delete"] : []),
    ...("internal" in value && value.internal ? ["internal"] : []),
    ...Object.entries(value.arguments).map(([name, argument]) => `${name}=${shown(argument)}`),
  ];
  return `${value.name} (${parts.join(", ")})`;
}
