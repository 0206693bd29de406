import type { ErrorCode } from "../contract-error.js";
import { ContractError } from "../contract-error.js";
import type { OutboundMessage } from "./transport.js";

/** Names a message by what may be shown of it. */
export function describe(message: OutboundMessage): string {
  const { type, messageId } = message.properties;
  return `${type ?? "message"} ${messageId ?? ""} to exchange "${message.exchange}" with routing key "${message.routingKey}"`;
}

export function channelClosed(message: OutboundMessage, cause: unknown): ContractError {
  return new ContractError("channel-closed", `${describe(message)} was not sent: its channel is closed`, {
    scope: "channel",
    retryable: true,
    outcome: "not-sent",
    cause,
  });
}

/** A header table has 64 KiB, a short string 255 bytes, and not every value of JavaScript has a form in AMQP. */
export function unencodable(message: OutboundMessage, cause: unknown): ContractError {
  // A RangeError tells sizes alone; other texts of an encoder quote values.
  const why =
    cause instanceof RangeError && cause.message.startsWith("properties and headers of")
      ? cause.message
      : "its properties and headers have no AMQP form";
  return new ContractError("unencodable", `${describe(message)} was not sent: ${why}`, { outcome: "not-sent", cause });
}

export function nacked(message: OutboundMessage): ContractError {
  return new ContractError("nacked", `${describe(message)}: a queue refused it; other queues may hold it`, {
    retryable: true,
    outcome: "nacked",
  });
}

export function returned(message: OutboundMessage, replyText: string): ContractError {
  return new ContractError("returned", `${describe(message)} reached no queue (${replyText}); check the bindings`, {
    outcome: "returned",
  });
}

export function lateConfirm(message: OutboundMessage, timeout: number): ContractError {
  return new ContractError(
    "confirm-timeout",
    `${describe(message)}: no confirm within ${timeout} ms; it may be stored`,
    { scope: "channel", retryable: true, outcome: "unknown" },
  );
}

export function blocked(): ContractError {
  return new ContractError("blocked", "the broker accepts no publishes now: it has raised an alarm (memory or disk)", {
    scope: "connection",
    retryable: true,
    outcome: "not-sent",
  });
}

export function away(withinMs: number): ContractError {
  return new ContractError("offline", `no connection to the broker within ${withinMs} ms`, {
    scope: "connection",
    retryable: true,
    outcome: "not-sent",
  });
}

/** The server has closed the route's channel for a fault that does not pass by itself, and it is not tried again yet. */
export function routeRefused(message: OutboundMessage, code: ErrorCode, why: string, waitMs: number): ContractError {
  return new ContractError(code, `${describe(message)} was not sent: ${why}; tried again in ${waitMs} ms`, {
    scope: "channel",
    outcome: "not-sent",
  });
}

/** Waited in vain while the broker was there. */
export function noRoom(withinMs: number): ContractError {
  return new ContractError(
    "overloaded",
    `too many publishes are without their confirm: no room within ${withinMs} ms`,
    {
      scope: "connection",
      retryable: true,
      outcome: "not-sent",
    },
  );
}

export function tooManyWaiting(waiting: number, isThere: boolean): ContractError {
  const why = isThere ? "the broker confirms more slowly than is published" : "the broker is away";
  return new ContractError("overloaded", `${why}, and ${waiting} publishes wait already; await broker.writable()`, {
    scope: "connection",
    retryable: true,
    outcome: "not-sent",
  });
}

export function connectionClosed(): ContractError {
  return new ContractError("closed", "this broker connection has been closed", {
    scope: "connection",
    outcome: "not-sent",
  });
}
