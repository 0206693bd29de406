import type { VirtualHost } from "@insaka/broker";
import type { ContractError } from "@insaka/runtime";
import { connect } from "@insaka/runtime";
import { expect, onTestFinished } from "vitest";
import { broker as node } from "../support/broker.js";
import { connected, eventually, sendRaw, Told } from "../support/contracts.js";
import { holdingProxy } from "../support/holding-proxy.js";
import { gatewayRequester, originationConsumer, REQUESTS } from "../support/loan-desk.js";
import { properties } from "../support/samples.js";

type Answering = Parameters<typeof originationConsumer>[1]["handlers"]["submitApplication"];

interface Gateway extends Awaited<ReturnType<typeof connected>> {
  readonly ask: Awaited<ReturnType<typeof gatewayRequester>>;
  /** Its queue of replies. */
  readonly queue: string;
}

/** Whoever asks: one connected instance of api-gateway. */
export async function gateway(host: VirtualHost, options: Parameters<typeof connected>[2] = {}): Promise<Gateway> {
  const { broker, told } = await connected(host, "api-gateway", options);
  const ask = await gatewayRequester(broker);
  return { broker, told, ask, queue: Object.keys(broker.health().queues)[0]! };
}

/** Whoever answers. */
export async function origination(host: VirtualHost, submitApplication: Answering) {
  const { broker, told } = await connected(host, "loan-origination");
  await originationConsumer(broker, { handlers: { submitApplication } });
  return { broker, told };
}

/** Takes the next request off its queue by hand, and answers it, or anything else, with any bytes. */
export async function responderByHand(host: VirtualHost) {
  let request: Readonly<Record<string, unknown>> | undefined;
  await eventually(async () => {
    const [message] = await host.management.getMessages(REQUESTS, 1);
    request = message?.properties;
    return message !== undefined;
  });
  const { reply_to, message_id } = request ?? {};
  const [replyTo, id] = [String(reply_to), String(message_id)];
  const answer = (type: string, version: number, body: unknown, others: Readonly<Record<string, unknown>> = {}) =>
    sendRaw(host, {
      exchange: "insaka.reply",
      routingKey: replyTo,
      body: typeof body === "string" ? body : JSON.stringify(body),
      properties: { ...properties(type, version, { "x-causation-id": id }), ...others },
    });
  return { id, replyTo, answer };
}

/** A connection that a test can cut; its proxy stands between the service and the broker. */
export async function throughProxy(host: VirtualHost, service: string) {
  const proxy = await holdingProxy(node.amqpHost, node.amqpPort);
  const url = new URL(host.url(service));
  url.port = String(proxy.port);
  const told = new Told();
  const broker = await connect(url.href, { service, observe: told.observe, timeouts: { backoffCap: 200 } });
  onTestFinished(async () => void (await broker.close({ deadlineMs: 1_000 })));
  return { broker, told, cut: () => proxy.cut() };
}

/** A promise that a test fulfils. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** What a request was rejected with. */
export async function rejection(asking: Promise<unknown>): Promise<ContractError> {
  return await asking.then(
    () => expect.fail("it was answered"),
    (error: ContractError) => error,
  );
}
