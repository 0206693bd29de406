import { compareText } from "../../diagnostic.js";
import type { BareExchange, BareQueue } from "../contract.js";
import {
  type BrokerVersion,
  comparedExchangeArgument,
  defaultQueueType,
  isCompared,
  isForeign,
  type QueueType,
} from "./compared-parts.js";

/** What a broker makes of a change: it takes effect, a declare is refused (PRECONDITION_FAILED), or nothing happens and nobody is told. */
export type Outcome = "applied" | "refused-406" | "silently-different";

/** One part of an exchange or a queue that differs from what the broker has. */
export interface Difference {
  /** `type`, `durable`, `auto_delete`, `internal`, or the name of an argument. */
  readonly part: string;
  readonly before: Value;
  readonly after: Value;
  readonly outcome: Outcome;
  /** A sentence. */
  readonly why: string;
  /** True where the broker would not create it like this either. */
  readonly foreign: boolean;
}

type Value = string | number | boolean | undefined;

/** What a version of the broker that has `before` makes of a declaration of `after`. */
export function compareExchange(before: BareExchange, after: BareExchange): readonly Difference[] {
  const attributes: readonly Pair[] = [
    ["type", before.type, after.type],
    ["durable", before.durable, after.durable],
    ["auto_delete", before.autoDelete, after.autoDelete],
    ["internal", before.internal, after.internal],
  ];
  return [
    ...attributes.filter(differs).map(refused("exchange")),
    ...argumentPairs(before.arguments, after.arguments).map((pair) =>
      pair[0] === comparedExchangeArgument ? refused("exchange")(pair) : silent("exchange", false)(pair),
    ),
  ];
}

/** The same for a queue. The type of the queue that exists decides which arguments are compared. */
export function compareQueue(before: BareQueue, after: BareQueue, version: BrokerVersion): readonly Difference[] {
  const type = queueType(before);
  const attributes: readonly Pair[] = [
    ["durable", before.durable, after.durable],
    ["auto_delete", before.autoDelete, after.autoDelete],
    // Without the argument both are of the default type; with it and without it are then the same to the broker.
    ["x-queue-type", type, queueType(after)],
  ];
  const others = argumentPairs(before.arguments, after.arguments).filter(([part]) => part !== "x-queue-type");
  return [
    ...attributes.filter(differs).map(refused("queue")),
    ...others.map((pair) =>
      isCompared(type, pair[0], version)
        ? refused("queue")(pair)
        : silent(`${type} queue`, pair[2] !== undefined && isForeign(type, pair[0], version))(pair),
    ),
  ];
}

/** The type that a queue says it has; the default where it says none, or one that is no type of RabbitMQ's. */
export function queueType(queue: Pick<BareQueue, "arguments">): QueueType {
  const stated = queue.arguments["x-queue-type"];
  return stated === "quorum" || stated === "stream" ? stated : defaultQueueType;
}

type Pair = readonly [part: string, before: Value, after: Value];

function differs([, before, after]: Pair): boolean {
  return before !== after;
}

function argumentPairs(
  before: Readonly<Record<string, Value>>,
  after: Readonly<Record<string, Value>>,
): readonly Pair[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compareText);
  return names.map((name): Pair => [name, before[name], after[name]]).filter(differs);
}

function refused(what: string): (pair: Pair) => Difference {
  return ([part, before, after]) => ({
    part,
    before,
    after,
    outcome: "refused-406",
    why: `The broker compares ${part} with the ${what} that it has, and refuses the declaration.`,
    foreign: false,
  });
}

function silent(what: string, foreign: boolean): (pair: Pair) => Difference {
  return ([part, before, after]) => ({
    part,
    before,
    after,
    outcome: "silently-different",
    why: foreign
      ? `The broker does not compare ${part} with the ${what} that it has, and creates none that has it.`
      : `The broker does not compare ${part} with the ${what} that it has, and keeps what is there.`,
    foreign,
  });
}

/** A value for people; `nothing` where it is not set. */
export function shown(value: Value): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
