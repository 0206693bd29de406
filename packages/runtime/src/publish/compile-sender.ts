import { compileWriterView } from "@insaka/schema";
import type { BrokerLink } from "../broker.js";
import { ContractError } from "../contract-error.js";
import type { MessageFacts, Route } from "../message/descriptor.js";
import { HEADER } from "../message/headers.js";
import { newMessageId } from "../message/message-id.js";
import { cause, childTraceparent } from "../message/trace.js";
import type { Headers, MessageProperties } from "../transport/transport.js";
import { encodePayload } from "./encode-payload.js";

export interface PublishOptions {
  /** Ties messages of one business transaction together. Within a handler the delivered message's is taken by default. */
  readonly correlationId?: string;
  /** Give the same id again to send the same message again: receivers are idempotent by it. Default: a new UUIDv7. */
  readonly messageId?: string;
}

/** What is known once the broker has confirmed. */
export interface PublishReceipt {
  readonly messageId: string;
}

/** Where a message goes and what goes with it. */
export interface Sending extends PublishOptions {
  readonly route: Route;
  /** The queue that the reply shall go to. */
  readonly replyTo?: string;
}

/** Sends one message in its current version; resolves when the broker has confirmed and not returned it. */
export type Sender = (payload: unknown, sending: Sending) => Promise<PublishReceipt>;

/**
 * Prepares the sending of a message: its schema is compiled once.
 *
 * @throws ContractError `configuration` for a message that has no current version, SchemaError when its schema is none
 */
export function compileSender(link: BrokerLink, message: MessageFacts): Sender {
  const version = message.current;
  const facts = version === null ? undefined : message.versions[version];
  if (version === null || facts === undefined) {
    throw new ContractError("configuration", `${message.name} has no current version: only drafts, which nobody sends`);
  }
  const validate = compileWriterView(facts.schema);
  return async (payload, sending) => {
    const { route, messageId = newMessageId() } = sending;
    // An empty id is none, on the wire and for the receiver.
    if (messageId === "")
      throw new ContractError("configuration", "messageId must not be empty", { outcome: "not-sent" });
    const told = { message: message.name, version, messageId, ...route };
    try {
      const what = `${message.name} version ${version}`;
      const body = encodePayload(payload, validate, what, link.settings.limits.bodyBytes);
      const headers = headersOf(version);
      await link.transport.publish({ ...route, body, headers, properties: properties(link, told, sending) });
    } catch (reason) {
      const error = ContractError.from(reason);
      link.observe({ type: "publish-failed", ...told, code: error.code, outcome: error.outcome ?? "unknown" });
      throw error;
    }
    link.observe({ type: "published", ...told });
    return { messageId };
  };
}

function headersOf(version: number): Headers {
  const causedBy = cause();
  const headers: Headers = {
    [HEADER.version]: version,
    [HEADER.traceparent]: childTraceparent(causedBy?.traceparent),
  };
  if (causedBy !== undefined) headers[HEADER.causationId] = causedBy.messageId;
  return headers;
}

function properties(
  link: BrokerLink,
  { message, messageId }: { readonly message: string; readonly messageId: string },
  { correlationId, replyTo }: Sending,
): MessageProperties {
  return {
    messageId,
    type: message,
    appId: link.service,
    contentType: "application/json",
    timestamp: Math.floor(link.transport.clock.now() / 1000),
    correlationId: correlationId ?? cause()?.correlationId ?? messageId,
    ...(replyTo === undefined ? {} : { replyTo }),
  };
}
