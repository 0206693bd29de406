import type { Finding } from "../diagnostic.js";
import type {
  BroadcastOperation,
  Message,
  ReceiveOperation,
  SendOperation,
  SourcedRoute,
} from "../model/contract-model.js";
import { bindingsFor, withInstances } from "../model/routing.js";
import type { CheckContext, Rule } from "./rule.js";

/** Bytes that AMQP 0-9-1 gives a routing key (a short string). */
const longestKey = 255;

const plainKey = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/;

/** RabbitMQ refuses a binding key with more from 4.3 on: each `#` multiplies the work of routing. */
const mostHashes = 2;

/** From the publisher to the queue. */
export const routes: readonly Rule[] = [
  {
    id: "routing-key-illegal",
    purpose: "A key that AMQP cannot carry, or that holds a wildcard, reaches nobody.",
    severity: "error",
    applies: "house",
    check: ({ model }) => [
      ...sending(model.operations).flatMap(({ route }) => keyProblem(route, false)),
      ...receiving(model.operations).flatMap(({ bindings }) =>
        bindings.flatMap((binding) => keyProblem(binding, true)),
      ),
    ],
  },
  {
    id: "route-missing",
    purpose: "A message that no channel publishes has nowhere to go.",
    severity: "error",
    applies: "house",
    needsAll: true,
    check: ({ model }) =>
      model.messages.flatMap(({ name, kind, versions, routes: found, source }) => {
        const retired = versions.every(({ status }) => status === "retired");
        if (found.length > 0 || kind === "reply" || retired) return [];
        const hint = "Add a channel with is: routingKey that lists it, and an operation.";
        return [{ at: source, message: `No channel says where ${name} is published.`, hint }];
      }),
  },
  {
    id: "route-twice",
    purpose: "A message has one place: who sends it must not decide who gets it.",
    severity: "error",
    applies: "house",
    check: ({ model }) => model.messages.flatMap(twoRoutes),
  },
  {
    id: "binding-illegal",
    purpose: "What goes through an exchange of ours is meant for somebody else: answers, retries, dead letters.",
    severity: "error",
    applies: "house",
    check: ({ model }) =>
      receiving(model.operations).flatMap(({ bindings }) =>
        bindings
          .filter(({ exchange }) => exchange.startsWith("insaka."))
          .map(({ exchange, source }) => ({
            at: source,
            message: `No queue of a service may be bound to "${exchange}", which belongs to us.`,
            hint: "Bind to the exchange of the service that publishes the message.",
          })),
      ),
  },
  {
    id: "exchange-unknown",
    purpose: "A binding to an exchange that does not exist brings nothing.",
    severity: "error",
    applies: "house",
    needsAll: true,
    check: unknownExchanges,
  },
  {
    id: "unroutable-message",
    purpose: "A message that no queue is bound for is returned to its publisher, every time.",
    severity: "error",
    applies: "house",
    needsAll: true,
    check: unroutable,
  },
  {
    id: "broadcast-only",
    purpose:
      "Queues of instances last as long as their instance: while none runs, a message for them alone is returned.",
    severity: "warning",
    applies: "house",
    needsAll: true,
    check: broadcastOnly,
  },
  {
    id: "binding-misses-message",
    purpose: "A handler for a message that never reaches its queue never runs.",
    severity: "error",
    applies: "house",
    needsAll: true,
    check: missed,
  },
  {
    id: "binding-brings-unlisted",
    purpose: "A message that a queue gets and its service does not know becomes a dead letter.",
    severity: "warning",
    applies: "house",
    needsAll: true,
    check: unlisted,
  },
];

type Operations = CheckContext["model"]["operations"];

function sending(operations: Operations): readonly SendOperation[] {
  return operations.filter((operation) => operation.action === "send");
}

function receiving(operations: Operations): readonly (ReceiveOperation | BroadcastOperation)[] {
  return operations.filter((operation) => operation.action !== "send");
}

function keyProblem({ routingKey, source }: SourcedRoute, wildcards: boolean): readonly Finding[] {
  if (routingKey === "" || (routingKey.length <= longestKey && plainKey.test(routingKey))) return [];
  const hint = "Use words of small letters, digits and hyphens with dots between them: loan.approved.";
  const bytes = new TextEncoder().encode(routingKey).length;
  if (bytes > longestKey) {
    const message = `The routing key has ${bytes} bytes; AMQP carries ${longestKey}.`;
    return [{ at: source, message, hint }];
  }
  const hashes = routingKey.split(".").filter((part) => part === "#").length;
  if (wildcards && hashes > mostHashes) {
    const message = `The routing key "${routingKey}" has ${hashes} times "#"; RabbitMQ takes ${mostHashes}.`;
    return [{ at: source, message, hint: "Bind with a key for each message, or with one # for any number of words." }];
  }
  const word = wildcards ? /^(?:[a-z0-9-]+|\*|#)$/ : /^[a-z0-9-]+$/;
  if (routingKey.split(".").every((part) => word.test(part))) return [];
  const what = /[*#]/.test(routingKey) && !wildcards ? "holds a wildcard, which only a binding may" : "is not legal";
  return [{ at: source, message: `The routing key "${routingKey}" ${what}.`, hint }];
}

/** A key that is missing or illegal has been reported as that; where it leads says nothing more. */
function isIllegal(route: SourcedRoute): boolean {
  return route.routingKey === "" || keyProblem(route, false).length > 0;
}

function twoRoutes({ name, routes: found }: Message): readonly Finding[] {
  const [first, ...others] = found;
  if (first === undefined) return [];
  return others.map(({ exchange, routingKey, source }) => ({
    at: source,
    message: `${name} goes to "${exchange}" with "${routingKey}" here, and to "${first.exchange}" with "${first.routingKey}" at ${first.source.file}:${first.source.line}:${first.source.column}.`,
    hint: "Publish it at one exchange with one routing key; let queues bind to that.",
  }));
}

function unknownExchanges({ model }: CheckContext): readonly Finding[] {
  const known = new Set(model.topology.exchanges.map(({ name }) => name));
  return receiving(model.operations).flatMap(({ bindings }) =>
    bindings
      .filter(({ exchange }) => !known.has(exchange))
      .map(({ exchange, source }) => ({
        at: source,
        message: `No channel describes the exchange "${exchange}".`,
        hint: "Correct the name, or add the document of the service that publishes there.",
      })),
  );
}

/** What is sent by now, for which no queue that outlives an instance is bound. */
function unbound({ model }: CheckContext): readonly (SendOperation & { readonly sent: string })[] {
  const current = new Map(model.messages.map((message) => [message.name, message.current]));
  return sending(model.operations).flatMap((operation) => {
    const { messages, route } = operation;
    const sent = messages.filter(({ message }) => current.get(message) !== null).map(({ message }) => message);
    if (sent.length === 0 || isIllegal(route) || bindingsFor(model.topology, route).length > 0) return [];
    return [{ ...operation, sent: sent.join(", ") }];
  });
}

function unroutable(context: CheckContext): readonly Finding[] {
  const all = withInstances(context.model);
  return unbound(context).flatMap(({ sent, route, source }) => {
    if (bindingsFor(all, route).length > 0) return [];
    const message = `${sent}: no queue is bound to "${route.exchange}" for the key "${route.routingKey}".`;
    const hint = "Add a receive operation whose queue binds to it, or do not send it yet.";
    return [{ at: source, message, hint }];
  });
}

function broadcastOnly(context: CheckContext): readonly Finding[] {
  const all = withInstances(context.model);
  return unbound(context).flatMap(({ sent, route, source }) => {
    const queues = bindingsFor(all, route).map(({ queue }) => `"${queue}"`);
    if (queues.length === 0) return [];
    const message = `${sent}: only ${[...new Set(queues)].join(" and ")} is bound to "${route.exchange}" for the key "${route.routingKey}", and exists while an instance runs.`;
    const hint = "Bind a durable queue too, or let the publisher answer for what is returned.";
    return [{ at: source, message, hint }];
  });
}

function missed({ model }: CheckContext): readonly Finding[] {
  const messages = new Map(model.messages.map((message) => [message.name, message]));
  const all = withInstances(model);
  return receiving(model.operations).flatMap(({ queue, messages: listed }) =>
    listed.flatMap(({ message: name, source }) => {
      const route = messages.get(name)?.routes[0];
      if (route === undefined || isIllegal(route) || bindingsFor(all, route).some((binding) => binding.queue === queue))
        return [];
      const message = `${name} never reaches the queue "${queue}": it is published at "${route.exchange}" with the key "${route.routingKey}".`;
      const hint = `Add { exchange: ${route.exchange}, routingKey: ${route.routingKey} } to x-rabbitmq.bind of the channel.`;
      return [{ at: source, message, hint }];
    }),
  );
}

function unlisted({ model }: CheckContext): readonly Finding[] {
  const all = withInstances(model);
  const listed = new Map<string, Set<string>>();
  for (const { queue, messages } of receiving(model.operations)) {
    const names = listed.get(queue) ?? new Set();
    for (const { message } of messages) names.add(message);
    listed.set(queue, names);
  }
  const brought = new Map<string, Set<string>>();
  for (const { name, routes: found } of model.messages) {
    for (const { queue } of found.flatMap((route) => bindingsFor(all, route))) {
      if (listed.get(queue)?.has(name) === false) brought.set(queue, (brought.get(queue) ?? new Set()).add(name));
    }
  }
  return receiving(model.operations).flatMap(({ queue, source }) =>
    [...(brought.get(queue) ?? [])].map((name) => {
      const message = `The queue "${queue}" also gets ${name}, which its service does not receive.`;
      return { at: source, message, hint: "List the message on the channel, or bind with a narrower key." };
    }),
  );
}
