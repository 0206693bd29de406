import type { Broker, BrokerLink } from "../broker.js";
import { linkOf } from "../broker.js";
import { ContractError } from "../contract-error.js";
import type { MessageFacts } from "../message/descriptor.js";
import type { NoHeaders } from "../message/document-headers.js";
import { channelKey } from "../transport/channel-key.js";
import type { PublishOptions, PublishReceipt, Sending } from "./compile-sender.js";
import { compileSender } from "./compile-sender.js";
import { compileRoute } from "./fill-route.js";

/**
 * One method a message. Each resolves when the broker has confirmed and not returned the message.
 *
 * Messages of one method lie in a queue in the order of the calls, with one exception: a message of unknown outcome (its channel
 * or connection was lost, or no confirm came in time) is sent once more with the same id and the header `x-resent`, and by then
 * later ones may be stored; it may also be stored twice. Nothing that was confirmed is lost. Whoever needs strict order awaits
 * each publish before the next, or connects with `resend: false` and decides at each failure.
 *
 * @throws ContractError with an `outcome`: `not-sent` (the payload breaks its schema, is too large, the broker is away or blocked),
 *   `returned` (no queue is bound), `nacked`, or `unknown` (it may be stored: send it again with the same `messageId`)
 */
export type Publisher<S> = {
  readonly [K in keyof S]: PublishMethodOf<S[K]>;
};

declare const SENT: unique symbol;

/** What a generated publisher sends under one method name where the document declares headers of its own. Carries types only. */
export interface WithHeaders<Payload, HeadersOf> {
  readonly [SENT]: readonly [payload: Payload, headers: HeadersOf];
}

declare const SENT_TO: unique symbol;

/** What a generated publisher sends under one method name where the routing key has parameters. Carries types only. */
export interface WithParameters<Sent, Parameters> {
  readonly [SENT_TO]: readonly [sent: Sent, parameters: Parameters];
}

/** Where a header or a parameter must be given, so must the options. */
type PublishMethodOf<T> = [T] extends [WithParameters<infer Sent, infer Parameters>]
  ? RoutedMethodOf<Sent, { readonly parameters: Parameters }>
  : PlainMethodOf<T>;

type RoutedMethodOf<T, Routing> = [T] extends [WithHeaders<infer Payload, infer Given>]
  ? (
      payload: Payload,
      options: PublishOptions &
        Routing &
        (NoHeaders extends Given ? { readonly headers?: Given } : { readonly headers: Given }),
    ) => Promise<PublishReceipt>
  : (payload: T, options: PublishOptions & Routing) => Promise<PublishReceipt>;

type PlainMethodOf<T> = [T] extends [WithHeaders<infer Payload, infer Given>]
  ? (
      payload: Payload,
      ...options: NoHeaders extends Given
        ? [options?: PublishOptions & { readonly headers?: Given }]
        : [options: PublishOptions & { readonly headers: Given }]
    ) => Promise<PublishReceipt>
  : (payload: T, options?: PublishOptions) => Promise<PublishReceipt>;

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

type PublishMethod = (
  payload: unknown,
  options?: Omit<Sending, "route"> & { readonly parameters?: Readonly<Record<string, unknown>> },
) => Promise<PublishReceipt>;

function publishMethod(link: BrokerLink, message: MessageFacts): PublishMethod {
  const { name, route } = message;
  if (route === null)
    throw new ContractError("configuration", `${name} is a reply: it goes to whoever asked, and nowhere else`);
  const send = compileSender(link, message);
  if (route.parameters === undefined) {
    // Made once: the key of a channel that is put together for each message is hashed for each.
    const plain = { route, channelKey: channelKey(route.exchange, route.routingKey) };
    return (payload, options) => send(payload, options === undefined ? plain : { ...options, ...plain });
  }
  const routeOf = compileRoute(name, route);
  return async (payload, options) => send(payload, { ...options, route: routeOf(options?.parameters) });
}
