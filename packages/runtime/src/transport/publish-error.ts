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
  return new ContractError(
    "unencodable",
    `${describe(message)} was not sent: its properties and headers have no AMQP form`,
    { outcome: "not-sent", cause },
  );
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

export function tooManyWaiting(waiting: number): ContractError {
  return new ContractError("overloaded", `the broker is away and ${waiting} publishes wait already`, {
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
