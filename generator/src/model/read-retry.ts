import { placeOf } from "../read/document-set.js";
import { child, isMapping, members, type Node } from "../read/node.js";
import { type BuildContext, report, severityOfOurs, sourceOf } from "./build-context.js";
import type { RetryLadder, RetryPolicy } from "./contract-model.js";

/** The ladder of a receive operation that states none: seconds for a hiccup, minutes for a restart, about half an hour in all. */
export const defaultRetry: RetryLadder = { steps: ["5s", "30s", "2m", "10m"], attempts: 6 };

const unitMilliseconds: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** The longest wait of a step: a message's life in a quorum queue beyond some bound ends the queue, and nobody waits longer than a day. */
const longestStep = 24 * 3_600_000;
/** Each step is a queue of its own. */
const mostSteps = 20;
const mostAttempts = 100;
/** What is tried again in place holds its place in the prefetch, and a downstream that is away needs time, not tries. */
const mostImmediate = 5;

/** The time that a step waits, in milliseconds; `undefined` for text that is not a step. A step is written `5s`, `2m` or `1h`. */
export function stepMilliseconds(step: string): number | undefined {
  const [, count, unit] = /^([1-9][0-9]{0,6})([smh])$/.exec(step) ?? [];
  return count === undefined || unit === undefined ? undefined : Number(count) * (unitMilliseconds[unit] ?? 0);
}

/**
 * Reads `x-retry: { steps, attempts, immediate, messages: { <Name>: { steps, attempts, immediate } } }` of a receive operation, or
 * of its channel where the operation has none. What is wrong is reported and replaced by the default.
 *
 * A message under `messages` takes what it does not state from the keys beside `messages`. A message itself has no `x-retry`:
 * each step is a wait queue of the reader's, so a sender's edit would change the queues and rights of others.
 */
export function readRetry(context: BuildContext, operation: Node, channel: Node): RetryPolicy {
  const node = child(operation, "x-retry") ?? child(channel, "x-retry");
  if (node === undefined) return defaultRetry;
  const own = readLadder(context, node, [...ladderKeys, "messages"], defaultRetry);
  if (own === undefined) return defaultRetry;
  const entries = child(node, "messages");
  if (entries === undefined) return own;
  if (!isMapping(entries.value)) {
    refuse(context, node, { key: "messages", message: "messages must be a mapping of ladders by message name.", hint });
    return own;
  }
  const messages = members(entries).flatMap(([name, entry]): [string, RetryLadder][] => {
    const ladder = readLadder(context, entry, ladderKeys, own);
    return ladder === undefined ? [] : [[name, ladder]];
  });
  return messages.length === 0 ? own : { ...own, messages: Object.fromEntries(messages.sort(byName)) };
}

/** Every step that a queue's messages may wait on. */
export function policySteps({ steps, messages }: RetryPolicy): readonly string[] {
  return [...new Set([...steps, ...Object.values(messages ?? {}).flatMap((ladder) => ladder.steps)])];
}

/** What a policy means for one message: its own ladder, else the queue's. */
export function ladderOf({ messages, ...ladder }: RetryPolicy, message: string): RetryLadder {
  return (messages !== undefined && Object.hasOwn(messages, message) ? messages[message] : undefined) ?? ladder;
}

/** A policy without the ladders of other messages. */
export function policyOf(policy: RetryPolicy, message: string): RetryPolicy {
  const { messages, ...ladder } = policy;
  if (messages === undefined) return policy;
  return Object.hasOwn(messages, message) ? { ...ladder, messages: { [message]: ladderOf(policy, message) } } : ladder;
}

const ladderKeys: readonly string[] = ["steps", "attempts", "immediate"];

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** A ladder, with what it does not state from `base`; undefined where it is wrong, which is reported. */
function readLadder(
  context: BuildContext,
  node: Node,
  keys: readonly string[],
  base: RetryPolicy,
): RetryLadder | undefined {
  const problem = problemOf(node.value, keys);
  if (problem !== undefined) {
    refuse(context, node, problem);
    return undefined;
  }
  const stated = node.value as Partial<RetryLadder>;
  const steps = stated.steps ?? base.steps;
  const attempts = stated.attempts ?? base.attempts;
  const immediate = stated.immediate ?? base.immediate ?? 0;
  if (immediate >= attempts) {
    const key = stated.immediate === undefined ? "attempts" : "immediate";
    const message = `${immediate} immediate retries leave none of the ${attempts} attempts for the steps.`;
    refuse(context, node, {
      key,
      message,
      hint: "attempts counts every try: the first, the immediate ones and those of the steps.",
    });
    return undefined;
  }
  return { steps, attempts, ...(immediate === 0 ? {} : { immediate }) };
}

function refuse(context: BuildContext, node: Node, { key, message, hint: how }: RetryProblem): void {
  const place = child(node, key ?? "") ?? node;
  const at = placeOf(context.set, place, key === undefined ? "key" : "value");
  const finding = { at: { ...sourceOf(context, place), ...at }, message, hint: how };
  report(context, "retry-illegal", finding, severityOfOurs(context));
}

interface RetryProblem {
  readonly key?: string;
  readonly message: string;
  readonly hint: string;
}

const hint = "Write it as { steps: [5s, 30s, 2m], attempts: 6 }.";

function problemOf(value: unknown, keys: readonly string[]): RetryProblem | undefined {
  if (!isMapping(value)) return { message: "x-retry is not a mapping.", hint };
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined) {
    const known = `Its keys are ${keys.join(", ")}.`;
    return { key: unknown, message: `x-retry has no key "${unknown}".`, hint: known };
  }
  const { steps, attempts, immediate } = value;
  if (attempts !== undefined && !(Number.isInteger(attempts) && Number(attempts) >= 1)) {
    return { key: "attempts", message: "attempts must be a whole number of at least 1, the first try included.", hint };
  }
  if (Number(attempts ?? 1) > mostAttempts) {
    return { key: "attempts", message: `attempts is ${attempts}; ${mostAttempts} are accepted.`, hint };
  }
  if (
    immediate !== undefined &&
    !(Number.isInteger(immediate) && Number(immediate) >= 0 && Number(immediate) <= mostImmediate)
  ) {
    const message = `immediate must be a whole number from 0 to ${mostImmediate}: tries in place, before the first step.`;
    return { key: "immediate", message, hint: "Let a message that needs more wait on a step." };
  }
  return steps === undefined ? undefined : stepsProblem(steps);
}

function stepsProblem(steps: unknown): RetryProblem | undefined {
  if (!Array.isArray(steps) || steps.length === 0)
    return { key: "steps", message: "steps must be a list of waits.", hint };
  if (steps.length > mostSteps) {
    return { key: "steps", message: `There are ${steps.length} steps; ${mostSteps} are accepted.`, hint };
  }
  const waits = steps.map((step: unknown) => (typeof step === "string" ? stepMilliseconds(step) : undefined));
  const bad = waits.indexOf(undefined);
  if (bad >= 0) {
    const message = `${JSON.stringify(steps[bad])} is not a wait: a whole number and s, m or h.`;
    return { key: "steps", message, hint };
  }
  const long = waits.findIndex((wait) => Number(wait) > longestStep);
  if (long >= 0) {
    const message = `The wait ${JSON.stringify(steps[long])} is longer than a day, the longest that is accepted.`;
    return { key: "steps", message, hint };
  }
  const grows = waits.every((wait, index) => index === 0 || Number(wait) > Number(waits[index - 1]));
  return grows ? undefined : { key: "steps", message: "Each wait must be longer than the one before.", hint };
}
