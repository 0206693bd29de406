import type { Finding } from "../diagnostic.js";
import type { BroadcastOperation } from "../model/contract-model.js";
import type { CheckContext, Rule } from "./rule.js";

/** Exclusive queues: each instance of a service declares its own, and it goes with its instance. */
export const instanceQueues: readonly Rule[] = [
  {
    id: "instance-queue-name",
    purpose:
      "A service may declare queues of its own instances and no others, and its account knows them by their names.",
    severity: "error",
    applies: "house",
    check: (context) => eachBroadcast(context, wrongName),
  },
  {
    id: "instance-queue-retry",
    purpose: "The queue of an instance has no retry ladder: what waits would outlive the instance that it waits for.",
    severity: "error",
    applies: "house",
    check: (context) =>
      eachBroadcast(context, ({ queue, statedRetry }) => {
        if (statedRetry === null) return [];
        const hint = "Take x-retry out, or receive from a durable queue that the instances share.";
        return [{ at: statedRetry, message: `The exclusive queue "${queue}" has an x-retry.`, hint }];
      }),
  },
  {
    id: "instance-queue-unbound",
    purpose: "Each instance binds its queue to what the document names; without a binding it gets nothing.",
    severity: "error",
    applies: "house",
    check: (context) =>
      eachBroadcast(context, ({ queue, bindings, source }) => {
        if (bindings.length > 0) return [];
        const hint = "Add x-rabbitmq: { bind: [{ exchange: name, routingKey: key }] } to the channel.";
        return [{ at: source, message: `The exclusive queue "${queue}" is bound to nothing.`, hint }];
      }),
  },
];

function eachBroadcast(
  { model }: CheckContext,
  find: (operation: BroadcastOperation, context: CheckContext["model"]) => readonly Finding[],
): readonly Finding[] {
  return model.operations.flatMap((operation) => (operation.action === "broadcast" ? find(operation, model) : []));
}

function wrongName(
  { queue, service, name, source }: BroadcastOperation,
  { services }: CheckContext["model"],
): readonly Finding[] {
  const after = queue.startsWith(`${service}.instance.`) ? queue.slice(`${service}.instance.`.length) : "";
  if (/^\{[A-Za-z][A-Za-z0-9_-]*\}$/.test(after)) return [];
  const owner = services.find((other) => other.name !== service && queue.startsWith(`${other.name}.`));
  const message =
    owner === undefined
      ? `The exclusive queue "${queue}" is not named like the queue of an instance.`
      : `"${name}" of ${service} uses the exclusive queue "${queue}" of ${owner.name}.`;
  const hint = `Call it ${service}.instance.{instance}, or take exclusive: true out of a queue that the instances share.`;
  return [{ at: source, message, hint }];
}
