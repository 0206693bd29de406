import type { Validator, Violation } from "@insaka/schema";
import { compileWriterView } from "@insaka/schema";
import type { Broker, BrokerLink } from "../broker.js";
import { linkOf } from "../broker.js";
import { ContractError, isContractError } from "../contract-error.js";
import type { MessageFacts, Route } from "../message/descriptor.js";
import { HEADER } from "../message/headers.js";
import { newMessageId } from "../message/message-id.js";
import { cause, childTraceparent } from "../message/trace.js";
import type { Headers, OutboundMessage } from "../transport/transport.js";

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

/**
 * One method a message. Each resolves when the broker has confirmed and not returned the message.
 *
 * @throws ContractError with an `outcome`: `not-sent` (the payload breaks its schema, is too large, the broker is away or blocked),
 *   `returned` (no queue is bound), `nacked`, or `unknown` (it may be stored: send it again with the same `messageId`)
 */
export type Publisher<S> = {
  readonly [K in keyof S]: (payload: S[K], options?: PublishOptions) => Promise<PublishReceipt>;
};

export type PublisherFactory<S> = (broker: Broker) => Publisher<S>;

/** Makes the factory of a service's publisher. Generated code calls this. */
export function publisher<S extends object>(
  service: string,
  sends: { readonly [K in keyof S]: MessageFacts },
): PublisherFactory<S> {
  return (broker) => {
    const link = linkOf(broker, service);
    const methods: Record<string, unknown> = {};
    for (const [method, message] of Object.entries<MessageFacts>(sends)) methods[method] = publishMethod(link, message);
    return Object.freeze(methods) as Publisher<S>;
  };
}

type PublishMethod = (payload: unknown, options?: PublishOptions) => Promise<PublishReceipt>;

function publishMethod(link: BrokerLink, message: MessageFacts): PublishMethod {
  const version = message.current;
  const facts = version === null ? undefined : message.versions[version];
  if (version === null || facts === undefined) {
    throw new ContractError("configuration", `${message.name} has no current version: only drafts, which nobody sends`);
  }
  const { route } = message;
  if (route === null) {
    throw new ContractError("configuration", `${message.name} is a reply: it goes to whoever asked, and nowhere else`);
  }
  const validate = compileWriterView(facts.schema);
  return async (payload, options = {}) => {
    const messageId = options.messageId ?? newMessageId();
    // An empty id is none, on the wire and for the receiver.
    if (messageId === "")
      throw new ContractError("configuration", "messageId must not be empty", { outcome: "not-sent" });
    const told = { message: message.name, version, messageId, ...route };
    try {
      const body = encode(payload, validate, `${message.name} version ${version}`, link.settings.limits.bodyBytes);
      await link.transport.publish(outbound(link, message, version, messageId, { route, body }, options));
    } catch (reason) {
      const error = ContractError.from(reason);
      link.observe({ type: "publish-failed", ...told, code: error.code, outcome: error.outcome ?? "unknown" });
      throw error;
    }
    link.observe({ type: "published", ...told });
    return { messageId };
  };
}

function outbound(
  link: BrokerLink,
  message: MessageFacts,
  version: number,
  messageId: string,
  { route, body }: { readonly route: Route; readonly body: Buffer },
  options: PublishOptions,
): OutboundMessage {
  const causedBy = cause();
  const headers: Headers = {
    [HEADER.version]: version,
    [HEADER.traceparent]: childTraceparent(causedBy?.traceparent),
  };
  if (causedBy !== undefined) headers[HEADER.causationId] = causedBy.messageId;
  return {
    ...route,
    body,
    headers,
    properties: {
      messageId,
      type: message.name,
      appId: link.service,
      contentType: "application/json",
      timestamp: Math.floor(link.transport.clock.now() / 1000),
      correlationId: options.correlationId ?? causedBy?.correlationId ?? messageId,
    },
  };
}

/** Refuses before the socket whatever would break its reader, close the channel, or not come back the same. */
function encode(payload: unknown, validate: Validator, what: string, limit: number): Buffer {
  let body: Buffer;
  try {
    const violations = validate(payload);
    if (violations.length > 0)
      throw notSent("invalid-payload", `${what} was not sent: ${violations.map(describe).join("; ")}`);
    if (changesInJson(payload))
      throw notSent("invalid-payload", `${what} was not sent: a toJSON() in it would send something else`);
    body = Buffer.from(JSON.stringify(payload));
  } catch (reason) {
    if (isContractError(reason)) throw reason;
    throw notSent("invalid-payload", `${what} was not sent: it has no JSON form (a cycle or a bigint?)`, reason);
  }
  if (body.length > limit)
    throw notSent("payload-too-large", `${what} was not sent: ${body.length} bytes, at most ${limit} are allowed`);
  return body;
}

/** What was validated must be what is sent: JSON.stringify asks each object for its `toJSON` first. */
function changesInJson(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return true;
  return Object.values(value).some(changesInJson);
}

/** Says where and what type, never the value: it may be personal. */
function describe({ pointer, expected, found }: Violation): string {
  return `${pointer === "" ? "the payload" : pointer}: expected ${expected}, found ${found}`;
}

function notSent(code: "invalid-payload" | "payload-too-large", message: string, cause?: unknown): ContractError {
  return new ContractError(code, message, { outcome: "not-sent", cause });
}
