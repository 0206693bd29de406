import type { ErrorCode, PublishOutcome } from "../../contract-error.js";
import { ContractError } from "../../contract-error.js";

/** The reply code of a server's close frame (404, 403, 406 ...), where amqplib passes one on. */
export function replyCode(reason: unknown): number | undefined {
  const code = (reason as { code?: unknown } | undefined)?.code;
  return typeof code === "number" ? code : undefined;
}

/** A reason for people. amqplib's texts name exchanges, queues and users, never bodies. */
export function reasonText(reason: unknown): string {
  return reason instanceof Error ? reason.message : reason === undefined ? "closed by the broker" : String(reason);
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
