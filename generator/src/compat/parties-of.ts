import { compareText } from "../diagnostic.js";
import type { ContractModel, Message, Operation, OperationMessage, Route } from "../model/contract-model.js";
import { policyOf } from "../model/read-retry.js";
import type { Source } from "../model/source.js";
import type { BareExchange, BareQueue, Receiver, Sender } from "./contract.js";

/** Who sends a version and who reads it, and where each says so. */
export interface Parties {
  readonly senders: readonly Sourced<Sender>[];
  readonly receivers: readonly Sourced<Receiver>[];
}

/** A party without its view, and the operation by which it takes part. */
export interface Sourced<Party> {
  readonly party: Omit<Party, "view">;
  readonly source: Source;
}

/** Finds the parties of one version of a message. */
export type PartiesOf = (message: string, version: number) => Parties;

/**
 * Sorts the operations of a model by what they send and read. An answer is sent by the operation that receives the request,
 * and received by the one that sends it.
 */
export function partiesOf(model: ContractModel): PartiesOf {
  const senders = new Map<string, Sourced<Sender>[]>();
  const receivers = new Map<string, Sourced<Receiver>[]>();
  const exchanges = new Map(model.topology.exchanges.map((exchange) => [exchange.name, bareExchange(exchange)]));
  const queues = new Map(model.topology.queues.map((queue) => [queue.name, bareQueue(queue)]));
  for (const operation of model.operations) {
    for (const listed of operation.messages) {
      if (operation.action === "send") add(senders, listed, sent(operation, exchanges), operation.source);
      else add(receivers, listed, received(operation, listed, queues), operation.source);
    }
    const replies = operation.action === "broadcast" ? [] : (operation.reply?.messages ?? []);
    for (const listed of replies) {
      if (operation.action === "send") add(receivers, listed, answered(operation, listed), operation.source);
      else add(senders, listed, { ...named(operation), route: null, exchange: null }, operation.source);
    }
  }
  return (message, version) => ({
    senders: sorted(senders.get(keyOf(message, version))),
    receivers: sorted(receivers.get(keyOf(message, version))),
  });
}

function keyOf(message: Message["name"], version: number): string {
  return `${version} ${message}`;
}

function add<Party>(
  parties: Map<string, Sourced<Party>[]>,
  { message, versions }: OperationMessage,
  party: Omit<Party, "view">,
  source: Source,
): void {
  for (const version of versions) {
    const key = keyOf(message, version);
    parties.set(key, [...(parties.get(key) ?? []), { party, source }]);
  }
}

function named({ service, name }: Operation): { readonly service: string; readonly operation: string } {
  return { service, operation: name };
}

function sent(
  operation: Operation & { readonly action: "send" },
  exchanges: ReadonlyMap<string, BareExchange>,
): Omit<Sender, "view"> {
  const route = bareRoute(operation.route);
  return { ...named(operation), route, exchange: exchanges.get(route.exchange) ?? null };
}

function received(
  operation: Exclude<Operation, { readonly action: "send" }>,
  { message, versions }: OperationMessage,
  queues: ReadonlyMap<string, BareQueue>,
): Omit<Receiver, "view"> {
  const bindings = operation.bindings.map(bareRoute).sort(compareRoutes);
  const common = { ...named(operation), bindings, reads: versions };
  if (operation.action === "receive") {
    return {
      ...common,
      by: "queue",
      queue: queues.get(operation.queue) ?? null,
      retry: policyOf(operation.retry, message),
    };
  }
  return { ...common, by: "broadcast", queue: instanceQueue(operation.queue), retry: null };
}

function answered(operation: Operation, { versions }: OperationMessage): Omit<Receiver, "view"> {
  return { ...named(operation), by: "reply", queue: null, bindings: [], retry: null, reads: versions };
}

/** Declared by each instance, exclusive and gone with its connection: it stands in no topology. */
function instanceQueue(name: string): BareQueue {
  return { name, role: "consumed", durable: false, autoDelete: false, arguments: {} };
}

function bareRoute({ exchange, routingKey }: Route): Route {
  return { exchange, routingKey };
}

function bareExchange({ source: _source, ...exchange }: ContractModel["topology"]["exchanges"][number]): BareExchange {
  return exchange;
}

function bareQueue({ source: _source, ...queue }: ContractModel["topology"]["queues"][number]): BareQueue {
  return queue;
}

function compareRoutes(a: Route, b: Route): number {
  return compareText(a.exchange, b.exchange) || compareText(a.routingKey, b.routingKey);
}

function sorted<Party extends Sender | Receiver>(parties: readonly Sourced<Party>[] = []): readonly Sourced<Party>[] {
  return [...parties].sort(
    ({ party: a }, { party: b }) => compareText(a.service, b.service) || compareText(a.operation, b.operation),
  );
}
