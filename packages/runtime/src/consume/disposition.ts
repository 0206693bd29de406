import type { RetryLadder } from "../message/descriptor.js";
import { asFailure } from "./failure.js";

/** The class of a failure, which decides what is done: the action table of the runtime. */
export type FailureClass = "invalid" | "permanent" | "transient" | "throttled" | "newer-than-build";

/** What went wrong with a delivery. Both texts are as thrown: mask them before they are written anywhere. */
export interface FailureFacts {
  readonly class: FailureClass;
  readonly reason: string;
  readonly detail?: string;
  /** True where trying again at once is no use: the handler asked for time, or may still be running. */
  readonly later?: true;
  /** The step that the handler asked for. */
  readonly step?: string;
}

/** How a delivery is settled. */
export type SettledDisposition =
  | { readonly action: "ack" }
  /** Of an instance queue: there is no place that the message could go to. */
  | { readonly action: "drop"; readonly failure: FailureFacts }
  | {
      readonly action: "retry";
      readonly step: string;
      /** The attempt that the next delivery will be. */
      readonly attempt: number;
      readonly failure: FailureFacts;
    }
  | { readonly action: "dead-letter"; readonly exhausted: boolean; readonly failure: FailureFacts };

/** Again at once and in place, as the attempt of this number. */
export interface AgainDisposition {
  readonly action: "again";
  readonly attempt: number;
  readonly failure: FailureFacts;
}

/** What a decision depends on besides the failure itself. */
export interface DeliveryHistory {
  readonly attempt: number;
  /** For how long this message has been throttled or has waited for a newer build, in milliseconds. */
  readonly waited: number;
  readonly patience: number;
}

const LATER = { later: true } as const;

/** Classifies whatever a handler threw. Time-outs and unknown throws count as transient. */
export function failureOf(thrown: unknown, ladder: RetryLadder | undefined): FailureFacts {
  const failure = asFailure(thrown);
  if (failure === undefined) {
    const [name, detail] =
      thrown instanceof Error
        ? [textOf(() => thrown.name) || "Error", textOf(() => thrown.message)]
        : [typeof thrown, ""];
    return { class: "transient", reason: `handler threw ${name}`, detail, ...(name === "HandlerTimeout" ? LATER : {}) };
  }
  const reason = textOf(() => failure.message) || failure.kind;
  if (failure.kind === "reject") return { class: "permanent", reason };
  const facts =
    failure.kind === "throttled"
      ? ({ class: "throttled", reason } as const)
      : ({ class: "transient", reason, ...LATER } as const);
  // A step that the document does not declare has no wait queue. The types forbid it; plain JavaScript gets the next step.
  return failure.step !== undefined && ladder?.steps.includes(failure.step) ? { ...facts, step: failure.step } : facts;
}

/** What is thrown may be anything, such as an error whose message is an object or a getter that throws itself. */
function textOf(read: () => unknown): string {
  try {
    const text = read();
    return typeof text === "string" ? text : "";
  } catch {
    return "";
  }
}

/**
 * Whether a message that its handler has failed is tried again at once: as often as its ladder says, and before its first step.
 * Undefined where it is settled.
 */
export function againInPlace(
  failure: FailureFacts,
  ladder: RetryLadder | undefined,
  attempt: number,
): AgainDisposition | undefined {
  const { immediate = 0, attempts = 0 } = ladder ?? {};
  const isAtOnce = failure.class === "transient" && failure.later === undefined;
  return isAtOnce && attempt <= immediate && attempt < attempts
    ? { action: "again", attempt: attempt + 1, failure }
    : undefined;
}

/** Decides how a delivery is settled. Pure: the same facts give the same decision. An instance queue has no ladder. */
export function dispose(
  failure: FailureFacts,
  ladder: RetryLadder | undefined,
  history: DeliveryHistory,
): SettledDisposition {
  if (ladder === undefined) return { action: "drop", failure };
  switch (failure.class) {
    case "invalid":
    case "permanent":
      return { action: "dead-letter", exhausted: false, failure };
    case "newer-than-build":
      return uncounted(failure, ladder.steps.at(-1), history);
    case "throttled":
      return uncounted(failure, failure.step ?? ladder.steps[0], history);
    case "transient":
      return counted(failure, ladder, history);
  }
}

function counted(failure: FailureFacts, ladder: RetryLadder, { attempt }: DeliveryHistory): SettledDisposition {
  const climbed = Math.max(1, attempt - (ladder.immediate ?? 0));
  const step = failure.step ?? ladder.steps[Math.min(climbed, ladder.steps.length) - 1];
  if (attempt >= ladder.attempts || step === undefined) return { action: "dead-letter", exhausted: true, failure };
  return { action: "retry", step, attempt: attempt + 1, failure };
}

/** Waiting that is not the message's fault: it costs no attempt, and ends when patience does. */
function uncounted(
  failure: FailureFacts,
  step: string | undefined,
  { attempt, waited, patience }: DeliveryHistory,
): SettledDisposition {
  if (step === undefined || waited >= patience)
    return { action: "dead-letter", exhausted: failure.class === "throttled", failure };
  return { action: "retry", step, attempt, failure };
}
