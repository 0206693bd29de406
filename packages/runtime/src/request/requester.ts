import type { Broker, BrokerLink } from "../broker.js";
import { linkOf } from "../broker.js";
import { ContractError } from "../contract-error.js";
import { checked } from "../defaults.js";
import type { ReadDescriptor, RequestDescriptor } from "../message/descriptor.js";
import type { Envelope } from "../message/envelope.js";
import { REPLY_EXCHANGE } from "../message/house-exchanges.js";
import { newMessageId } from "../message/message-id.js";
import { compileMessageReader } from "../message/message-reader.js";
import type { PublishOptions } from "../publish/compile-sender.js";
import { compileSender } from "../publish/compile-sender.js";
import { compileRoute } from "../publish/fill-route.js";
import { requireTopology } from "../require-topology.js";
import { ReplyDesk } from "./reply-desk.js";

/**
 * What a generated requester asks under one name: the request's payload type and those of its replies, by name; and the parameters
 * of its routing key, where that has any.
 */
export interface Requests<Payload, Replies extends object, Parameters = never> {
  readonly payload: Payload;
  readonly replies: Replies;
  /** Carries the type only. */
  readonly parameters?: Parameters;
}

export interface RequestOptions extends PublishOptions {
  /** How long to wait for the reply, in milliseconds from the call; by default the `reply` time-out. */
  readonly timeoutMs?: number;
}

/** An answer: which of the declared replies it is, and its payload in the highest version that the requester reads. */
export type Reply<Replies> = {
  readonly [K in keyof Replies]: { readonly reply: K; readonly payload: Replies[K]; readonly envelope: Envelope };
}[keyof Replies];

/**
 * One method a request. Each resolves with the reply.
 *
 * @throws ContractError as a publish does when the request could not be sent; `reply-timeout` (outcome `unknown`: it may have been
 *   handled, ask again with the same `messageId`); `reply-invalid` when a reply came that cannot be read; `overloaded` when too
 *   many requests wait already; `closed` when the broker was closed before the reply came
 */
export type Requester<Q> = {
  readonly [K in keyof Q]: Q[K] extends Requests<infer Payload, infer Replies, infer Parameters>
    ? [Parameters] extends [never]
      ? (payload: Payload, options?: RequestOptions) => Promise<Reply<Replies>>
      : (payload: Payload, options: RequestOptions & { readonly parameters: Parameters }) => Promise<Reply<Replies>>
    : never;
};

/**
 * Starts a service's requester; resolves when the queue for its replies is there.
 *
 * @throws ContractError `topology-missing` when the broker lacks the exchange of replies, `access-refused` when the user may not
 *   declare or bind the queue
 */
export type RequesterFactory<Q> = (broker: Broker) => Promise<Requester<Q>>;

/** Each request with its descriptor, the replies by the names of the types. */
type RequestDescriptors<Q> = {
  readonly [K in keyof Q]: Q[K] extends Requests<unknown, infer Replies, unknown>
    ? Omit<RequestDescriptor, "replies"> & { readonly replies: { readonly [R in keyof Replies]: ReadDescriptor } }
    : never;
};

/** Makes the factory of a service's requester. Generated code calls this. */
export function requester<Q extends object>(service: string, requests: RequestDescriptors<Q>): RequesterFactory<Q> {
  return async (broker) => {
    const link = linkOf(broker, service);
    const desk = new ReplyDesk(link);
    const methods: Record<string, unknown> = {};
    for (const [method, request] of Object.entries(requests as Readonly<Record<string, RequestDescriptor>>))
      methods[method] = requestMethod(link, desk, request);
    await requireTopology(link, { exchanges: [REPLY_EXCHANGE], queues: [] });
    await desk.start();
    return Object.freeze(methods) as Requester<Q>;
  };
}

type RequestMethod = (
  payload: unknown,
  options?: RequestOptions & { readonly parameters?: Readonly<Record<string, unknown>> },
) => Promise<unknown>;

function requestMethod(link: BrokerLink, desk: ReplyDesk, { message, replies }: RequestDescriptor): RequestMethod {
  const { name, route } = message;
  if (route === null)
    throw new ContractError("configuration", `${name} has no exchange to be asked at; run codegen again`);
  const send = compileSender(link, message);
  const routeOf = compileRoute(name, route);
  const routes = new Map(
    Object.entries(replies).map(([reply, { message: read, reads }]) => [
      read.name,
      { reply, reader: compileMessageReader(read, reads) },
    ]),
  );
  return async (payload, options = {}) => {
    const { messageId = newMessageId(), timeoutMs = link.settings.timeouts.reply } = options;
    checked("", { timeoutMs }, 1);
    const sending = { ...options, messageId, route: routeOf(options.parameters), replyTo: desk.queue };
    return await desk.ask({ name, messageId, timeoutMs, routes }, () => send(payload, sending));
  };
}
