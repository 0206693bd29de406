import type { Broker } from "../broker.js";
import { linkOf } from "../broker.js";
import { ContractError } from "../contract-error.js";
import type { ReadDescriptor, RequestDescriptor } from "../message/descriptor.js";
import type { Envelope } from "../message/envelope.js";
import type { PublishOptions } from "../publish/publisher.js";

/** What a generated requester asks under one name: the request's payload type and those of its replies, by name. */
export interface Requests<Payload, Replies extends object> {
  readonly payload: Payload;
  readonly replies: Replies;
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
  readonly [K in keyof Q]: Q[K] extends Requests<infer Payload, infer Replies>
    ? (payload: Payload, options?: RequestOptions) => Promise<Reply<Replies>>
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
  readonly [K in keyof Q]: Q[K] extends Requests<unknown, infer Replies>
    ? Omit<RequestDescriptor, "replies"> & { readonly replies: { readonly [R in keyof Replies]: ReadDescriptor } }
    : never;
};

/** Makes the factory of a service's requester. Generated code calls this. */
export function requester<Q extends object>(service: string, _requests: RequestDescriptors<Q>): RequesterFactory<Q> {
  return async (broker) => {
    linkOf(broker, service);
    throw new ContractError("internal", "requesters are not built yet");
  };
}
