import type { ErrorCode, PublishOutcome } from "../contract-error.js";
import { ContractError } from "../contract-error.js";
import type { TroubleCause } from "./trouble.js";

/** The reply code of a server's close frame (404, 403, 406 ...), where the client passes one on. */
export function replyCode(reason: unknown): number | undefined {
  const code = (reason as { code?: unknown } | undefined)?.code;
  return typeof code === "number" ? code : undefined;
}

/** A reason for people. The broker's and amqplib's texts name exchanges, queues and users, never bodies. */
export function reasonText(reason: unknown): string {
  return reason instanceof Error ? reason.message : reason === undefined ? "closed by the broker" : String(reason);
}

/** Why a subscription is lost, by what the server said when it closed its channel. */
export function lossCause(reason: unknown): TroubleCause {
  const code = replyCode(reason);
  if (code === 404) return "queue-missing";
  if (code === 403) return "access-refused";
  return code === 405 || code === 406 ? "queue-conflict" : "channel-closed";
}

/** The error of a channel that the server closed, with what it means for a publish that was under way. */
export function channelError(reason: unknown, what: string, outcome?: PublishOutcome): ContractError {
  const code = replyCode(reason);
  const known: ErrorCode = code === 404 ? "exchange-missing" : code === 403 ? "access-refused" : "channel-closed";
  return new ContractError(known, `${what}: ${reasonText(reason)}`, {
    scope: "channel",
    retryable: known === "channel-closed",
    cause: reason,
    ...(outcome === undefined ? {} : { outcome }),
  });
}

/** The error of a first subscription that the server refused. */
export function subscribeFailed(queue: string, reason: unknown): ContractError {
  const code = replyCode(reason);
  const known = code === 404 ? "queue-missing" : code === 403 ? "access-refused" : undefined;
  if (known === undefined) return ContractError.from(reason);
  const hint =
    known === "queue-missing" ? "apply the definitions that codegen wrote" : "its user lacks a right that they give";
  return new ContractError(known, `cannot consume from "${queue}": ${reasonText(reason)}; ${hint}`, {
    scope: "channel",
    cause: reason,
  });
}

/** The error of a walk over a queue that the server refused or cut. */
export function browseFailed(queue: string, reason: unknown): ContractError {
  const error = channelError(reason, `cannot look into queue "${queue}"`);
  if (error.code !== "exchange-missing") return error;
  return new ContractError("queue-missing", error.message, { scope: "channel", cause: reason });
}
