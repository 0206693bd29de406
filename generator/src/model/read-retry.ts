import { placeOf } from "../read/document-set.js";
import { child, isMapping, type Node } from "../read/node.js";
import { type BuildContext, report, sourceOf } from "./build-context.js";
import type { RetryLadder } from "./contract-model.js";

/** The ladder of a receive operation that states none: seconds for a hiccup, minutes for a restart, about half an hour in all. */
export const defaultRetry: RetryLadder = { steps: ["5s", "30s", "2m", "10m"], attempts: 6 };

const unitMilliseconds: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** The longest wait of a step: a message's life in a quorum queue beyond some bound ends the queue, and nobody waits longer than a day. */
const longestStep = 24 * 3_600_000;
/** Each step is a queue of its own. */
const mostSteps = 20;
const mostAttempts = 100;

/** The time that a step waits, in milliseconds; `undefined` for text that is not a step. A step is written `5s`, `2m` or `1h`. */
export function stepMilliseconds(step: string): number | undefined {
  const [, count, unit] = /^([1-9][0-9]{0,6})([smh])$/.exec(step) ?? [];
  return count === undefined || unit === undefined ? undefined : Number(count) * (unitMilliseconds[unit] ?? 0);
}

/**
 * Reads `x-retry: { steps, attempts }` of a receive operation, or of its channel where the operation has none. What is wrong
 * is reported and replaced by the default.
 */
export function readRetry(context: BuildContext, operation: Node, channel: Node): RetryLadder {
  const node = child(operation, "x-retry") ?? child(channel, "x-retry");
  if (node === undefined) return defaultRetry;
  const problem = problemOf(node.value);
  if (problem !== undefined) {
    const place = child(node, problem.key ?? "") ?? node;
    const at = placeOf(context.set, place, problem.key === undefined ? "key" : "value");
    report(context, "retry-illegal", {
      at: { ...sourceOf(context, place), ...at },
      message: problem.message,
      hint: problem.hint,
    });
    return defaultRetry;
  }
  const { steps, attempts } = node.value as Partial<RetryLadder>;
  return { steps: steps ?? defaultRetry.steps, attempts: attempts ?? defaultRetry.attempts };
}

interface RetryProblem {
  readonly key?: string;
  readonly message: string;
  readonly hint: string;
}

function problemOf(value: unknown): RetryProblem | undefined {
  const hint = "Write it as { steps: [5s, 30s, 2m], attempts: 6 }.";
  if (!isMapping(value)) return { message: "x-retry is not a mapping.", hint };
  const unknown = Object.keys(value).find((key) => key !== "steps" && key !== "attempts");
  if (unknown !== undefined) return { key: unknown, message: `x-retry has no key "${unknown}".`, hint };
  const { steps, attempts } = value;
  if (attempts !== undefined && !(Number.isInteger(attempts) && Number(attempts) >= 1)) {
    return { key: "attempts", message: "attempts must be a whole number of at least 1, the first try included.", hint };
  }
  if (Number(attempts ?? 1) > mostAttempts) {
    return { key: "attempts", message: `attempts is ${attempts}; ${mostAttempts} are accepted.`, hint };
  }
  return steps === undefined ? undefined : stepsProblem(steps, hint);
}

function stepsProblem(steps: unknown, hint: string): RetryProblem | undefined {
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
