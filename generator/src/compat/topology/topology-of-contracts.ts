import type { Place } from "../../diagnostic.js";
import { buildTopology } from "../../model/build-topology.js";
import type { Operation, ReceiveOperation, SendOperation, Service } from "../../model/contract-model.js";
import type { Source } from "../../model/source.js";
import type { Exchange, Topology } from "../../model/topology.js";
import type { PlaceOf } from "../baseline.js";
import type { BareExchange, BareQueue, Contract, Receiver, Sender } from "../contract.js";
import { topologyOf } from "./topology-of.js";
import type { TopologyView } from "./topology-view.js";

/** A contract, and where its parts stand. */
export interface PlacedContract {
  readonly contract: Contract;
  readonly placeOf: PlaceOf;
}

/**
 * The topology of released contracts: what codegen made of the documents that they were released from. Give the last revision of
 * every version; what is known of an exchange or a queue is what the last contract that names it says.
 */
export function topologyOfContracts(contracts: readonly PlacedContract[]): TopologyView {
  const operations = new Operations();
  for (const placed of contracts) operations.add(placed);
  for (const placed of contracts) operations.markReplies(placed);
  const topology = buildTopology(operations.services(), operations.list(), operations.exchanges());
  return topologyOf({
    operations: operations.list(),
    topology: { ...topology, queues: operations.asReleased(topology) },
  });
}

/** Gathers what the contracts of single versions say of one operation. Only what a topology is built from is filled in. */
class Operations {
  readonly #byName = new Map<string, Operation>();
  readonly #exchanges = new Map<string, Exchange>();
  readonly #queues = new Map<string, BareQueue>();

  add({ contract, placeOf }: PlacedContract): void {
    for (const sender of contract.senders) {
      const source = sourceOf(placeOf, "sender", sender);
      if (sender.exchange !== null) this.#exchanges.set(sender.exchange.name, placedExchange(sender.exchange, source));
      if (sender.route !== null) this.#put(contract, sendOperation(sender, sender.route, source));
    }
    for (const receiver of contract.receivers) {
      if (receiver.queue === null) continue;
      const { queue } = receiver;
      if (receiver.by === "queue") this.#queues.set(queue.name, queue);
      this.#put(contract, receiveOperation(receiver, queue.name, sourceOf(placeOf, "receiver", receiver)));
    }
  }

  /** Who reads an answer asks by an operation of this name, and who sends one answers by it. */
  markReplies({ contract, placeOf }: PlacedContract): void {
    const parties = [
      ...contract.receivers
        .filter(({ by }) => by === "reply")
        .map((party) => ({ party, side: "receiver" as const, action: "send" })),
      ...contract.senders
        .filter(({ route }) => route === null)
        .map((party) => ({ party, side: "sender" as const, action: "receive" })),
    ];
    for (const { party, side, action } of parties) {
      const key = `${action} ${party.service} ${party.operation}`;
      const operation = this.#byName.get(key);
      if (operation === undefined || operation.action === "broadcast") continue;
      const entry = { message: contract.message, versions: [], source: operation.source };
      const messages = [...(operation.reply?.messages ?? []), entry];
      const reply = { location: null, fixed: null, messages, source: sourceOf(placeOf, side, party) };
      this.#byName.set(key, { ...operation, reply });
    }
  }

  #put({ message, version }: Contract, operation: Operation): void {
    const key = `${operation.action === "broadcast" ? "receive" : operation.action} ${operation.service} ${operation.name}`;
    const known = this.#byName.get(key);
    const entry = { message, versions: [version], source: operation.source };
    // The last contract says where the operation is today; a message that is listed already is so for another version of it.
    const listed = (known?.messages ?? []).filter((each) => each.message !== message);
    this.#byName.set(key, { ...operation, messages: [...listed, entry] });
  }

  list(): readonly Operation[] {
    return [...this.#byName.values()];
  }

  exchanges(): readonly Exchange[] {
    return [...this.#exchanges.values()];
  }

  services(): readonly Service[] {
    const sources = new Map(this.list().map(({ service, source }) => [service, source]));
    return [...sources].map(([name, source]) => ({
      name,
      title: name,
      identifier: name,
      typeName: name,
      fileName: name,
      description: null,
      source,
    }));
  }

  /** The queues as they were released, though codegen might make them otherwise today. */
  asReleased({ queues }: Topology): Topology["queues"] {
    return queues.map((queue) => ({ ...queue, ...this.#queues.get(queue.name) }));
  }
}

function sendOperation(
  { service, operation }: Sender,
  route: NonNullable<Sender["route"]>,
  source: Source,
): SendOperation {
  return { action: "send", service, name: operation, route: { ...route, source }, messages: [], reply: null, source };
}

function receiveOperation(
  { service, operation, by, bindings, retry }: Receiver,
  queue: string,
  source: Source,
): Operation {
  const common = {
    service,
    name: operation,
    queue,
    bindings: bindings.map((route) => ({ ...route, source })),
    messages: [],
    source,
  };
  if (by === "broadcast") return { action: "broadcast", statedRetry: null, ...common };
  const receiving: ReceiveOperation = {
    action: "receive",
    retry: retry ?? { steps: [], attempts: 1 },
    reply: null,
    ...common,
  };
  return receiving;
}

function placedExchange(exchange: BareExchange, source: Source): Exchange {
  return { ...exchange, source };
}

function sourceOf(
  placeOf: PlaceOf,
  side: "sender" | "receiver",
  { service, operation }: Pick<Sender, "service" | "operation">,
): Source {
  const place = placeOf({ in: side, service, operation });
  return hasPointer(place) ? place : { ...place, pointer: "" };
}

/** A copy would ask for the line, which a place in the registry looks up when it is asked. */
function hasPointer(place: Place): place is Source {
  return place.pointer !== undefined;
}
