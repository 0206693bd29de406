import type { ContractModel, Route } from "./contract-model.js";
import { matchesTopic } from "./topic-pattern.js";
import type { Binding, Topology } from "./topology.js";

type Bound = Pick<Topology, "bindings" | "exchanges">;

/** The bindings of one exchange, so that a key is compared with the patterns only and not with every binding there is. */
interface ExchangeBindings {
  readonly type: string;
  readonly all: readonly Binding[];
  readonly byKey: ReadonlyMap<string, readonly Binding[]>;
  readonly patterns: readonly Binding[];
}

/** A topology is readonly: what was made of its bindings holds as long as it does. */
const indexes: WeakMap<readonly Binding[], ReadonlyMap<string, ExchangeBindings>> = new WeakMap();
const complete: WeakMap<ContractModel, Bound> = new WeakMap();

/** The bindings by which an exchange would route a key. Headers exchanges route by headers: every binding may be meant. */
export function bindingsFor(topology: Bound, { exchange, routingKey }: Route): readonly Binding[] {
  const index = indexes.get(topology.bindings) ?? indexBindings(topology);
  indexes.set(topology.bindings, index);
  const found = index.get(exchange);
  if (found === undefined) return [];
  if (found.type !== "direct" && found.type !== "topic") return found.all;
  const exact = found.byKey.get(routingKey) ?? [];
  if (found.type === "direct" || found.patterns.length === 0) return exact;
  return [...exact, ...found.patterns.filter((binding) => matchesTopic(binding.routingKey, routingKey))];
}

/** What the exchanges route by, the queues of instances included: those stand in no definitions, and last as long as their instance. */
export function withInstances(model: ContractModel): Bound {
  const known = complete.get(model) ?? addInstances(model);
  complete.set(model, known);
  return known;
}

function addInstances({ topology, operations }: ContractModel): Bound {
  const ofInstances = operations.flatMap((operation) =>
    operation.action === "broadcast" ? operation.bindings.map((route) => ({ ...route, queue: operation.queue })) : [],
  );
  return { exchanges: topology.exchanges, bindings: [...topology.bindings, ...ofInstances] };
}

function indexBindings({ bindings, exchanges }: Bound): ReadonlyMap<string, ExchangeBindings> {
  const types = new Map(exchanges.map(({ name, type }) => [name, type]));
  return new Map(
    [...groupBy(bindings, ({ exchange }) => exchange)].map(([exchange, all]) => {
      const type = types.get(exchange) ?? "topic";
      const isPattern = ({ routingKey }: Binding): boolean => type === "topic" && /[*#]/.test(routingKey);
      const exact = groupBy(
        all.filter((binding) => !isPattern(binding)),
        ({ routingKey }) => routingKey,
      );
      return [exchange, { type, all, byKey: exact, patterns: all.filter(isPattern) }];
    }),
  );
}

function groupBy<T>(list: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** True where an exchange of this type routes the key by a binding with this one. Headers exchanges read no key: every binding may be meant. */
export function routesKey(type: string, pattern: string, key: string): boolean {
  if (type === "direct") return pattern === key;
  return type === "topic" ? matchesTopic(pattern, key) : true;
}
