/** What a handler throws to say what shall become of its message. Anything else that it throws is retried. */
const BRAND: unique symbol = Symbol.for("insaka.failure") as never;

abstract class Failure extends Error {
  abstract readonly kind: "reject" | "retry-later" | "throttled";

  constructor(message: string) {
    super(message);
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** The message can never be handled: to the dead-letter queue, now. `reason` becomes its reason, so let it be a short constant. */
export class Reject extends Failure {
  override readonly name = "Reject";
  readonly kind = "reject";

  constructor(reason: string) {
    super(reason);
  }
}

/** Try again later: after the given step of the queue's ladder, or after the next one. The attempt counts. */
export class RetryLater<Step extends string = string> extends Failure {
  override readonly name = "RetryLater";
  readonly kind = "retry-later";
  readonly step: Step | undefined;

  constructor(step?: Step, reason = "retry later") {
    super(reason);
    this.step = step;
  }
}

/** Not now, and not this message's fault: after the given step, without counting the attempt, for a day at most. */
export class Throttled<Step extends string = string> extends Failure {
  override readonly name = "Throttled";
  readonly kind = "throttled";
  readonly step: Step;

  constructor(step: Step, reason = "throttled") {
    super(reason);
    this.step = step;
  }
}

/** Recognises the three by their brand, so that two copies of the package understand each other. */
export function asFailure(value: unknown): Reject | RetryLater | Throttled | undefined {
  try {
    const branded = typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
    return branded ? (value as Reject | RetryLater | Throttled) : undefined;
  } catch {
    return undefined; // what is thrown may be a proxy that throws at whoever looks at it
  }
}
