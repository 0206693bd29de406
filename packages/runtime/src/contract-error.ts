/** Every code that a {@link ContractError} can carry. The list is closed: a new failure gets a new code here first. */
export type ErrorCode =
  | "invalid-payload"
  | "invalid-headers"
  | "payload-too-large"
  | "unencodable"
  | "blocked"
  | "offline"
  | "closed"
  | "returned"
  | "nacked"
  | "confirm-timeout"
  | "reply-timeout"
  | "reply-invalid"
  | "overloaded"
  | "channel-closed"
  | "exchange-missing"
  | "queue-missing"
  | "access-refused"
  | "topology-missing"
  | "connect-failed"
  | "configuration"
  | "internal";

/** How much an error takes down with it: one message, its channel, or the connection. */
export type ErrorScope = "message" | "channel" | "connection";

/**
 * What is known about a publish that failed.
 *
 * - `returned`: the broker had no queue for it. It is stored nowhere.
 * - `nacked`: at least one queue refused it; other queues may hold it.
 * - `unknown`: the channel died or the confirm did not come in time. It may be stored.
 * - `not-sent`: it never reached the broker.
 */
export type PublishOutcome = "returned" | "nacked" | "unknown" | "not-sent";

export interface ContractErrorOptions {
  readonly scope?: ErrorScope;
  readonly retryable?: boolean;
  readonly outcome?: PublishOutcome;
  readonly cause?: unknown;
}

const BRAND: unique symbol = Symbol.for("insaka.ContractError") as never;

/** The one error class of the runtime. Its message never holds a value of a payload. */
export class ContractError extends Error {
  override readonly name = "ContractError";
  readonly code: ErrorCode;
  readonly scope: ErrorScope;
  /** Whether the same call may succeed later without a change by anybody. */
  readonly retryable: boolean;
  readonly outcome?: PublishOutcome;

  constructor(code: ErrorCode, message: string, options: ContractErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.scope = options.scope ?? "message";
    this.retryable = options.retryable ?? false;
    if (options.outcome !== undefined) this.outcome = options.outcome;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Returns `reason` itself when it is a ContractError (of any copy of this package), else wraps it with the code `internal`. */
  static from(reason: unknown): ContractError {
    if (isContractError(reason)) return reason;
    const message = reason instanceof Error ? reason.message : String(reason);
    return new ContractError("internal", message, { cause: reason });
  }
}

/** Recognises a ContractError by its brand: `instanceof` fails when two copies of the package are installed. */
export function isContractError(value: unknown): value is ContractError {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
}
