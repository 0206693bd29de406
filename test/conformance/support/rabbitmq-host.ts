import { type BrokerNode, type Definitions, isAtLeast, type MessageView, type VirtualHost } from "@insaka/broker";
import { connect } from "@insaka/runtime";
import type { TestContext } from "vitest";
import { Told } from "../../support/told.js";
import { DEFINITIONS, type Features, type Host, type HostOptions, type Lying } from "./host.js";

/** What a RabbitMQ does by its version. Run on 4.0.5 and 4.3.6. */
export function rabbitmqFeatures(version: string): Features {
  return {
    setsTime: false,
    countsHandBacks: !isAtLeast(version, "4.3"),
    announcesAlarms: false,
    forgetsInstancesAtOnce: false,
    hashesInAKey: isAtLeast(version, "4.3") ? 2 : Number.POSITIVE_INFINITY,
    countsExactly: false,
  };
}

/** A virtual host of its own on a RabbitMQ. */
export async function rabbitmqHost(
  node: BrokerNode,
  { onTestFinished }: TestContext,
  { definitions = DEFINITIONS }: HostOptions = {},
): Promise<Host> {
  const host = await node.createVirtualHost(definitions as Definitions);
  onTestFinished(() => host.delete());
  const { management } = host;
  return {
    async connect(service, options = {}) {
      const told = new Told();
      const broker = await connect(host.url(service), {
        observe: told.observe,
        ...options,
        timeouts: { backoffCap: 100, ...options.timeouts },
        service,
      });
      onTestFinished(async () => {
        await broker.close({ deadlineMs: 500 });
      });
      return { broker, told };
    },
    async operator() {
      const broker = await connect(host.adminUrl, { service: "operator" });
      onTestFinished(async () => {
        await broker.close();
      });
      return broker;
    },
    publish: (message) => publish(host, message),
    messages: async (queue) => (await management.getMessages(queue, 100_000, { keep: true })).map(lying),
    disconnect: (service) => disconnect(node, host, service),
    deleteQueue: (name) => management.deleteQueue(name),
    deleteExchange: (name) => management.deleteExchange(name),
    restore: () => management.importDefinitions(withoutUsers(definitions as Definitions)),
    pass: () => Promise.resolve(),
    async restart() {
      await ctl(node, "stop_app");
      await ctl(node, "start_app");
    },
    async alarm(on) {
      await ctl(node, "set_vm_memory_high_watermark", on ? "0.0000001" : "0.6");
    },
  };
}

async function ctl(node: BrokerNode, ...args: readonly string[]): Promise<void> {
  if (node.ctl === undefined) throw new Error(`${node.description} has no rabbitmqctl`);
  await node.ctl(...args);
}

async function publish(host: VirtualHost, message: Parameters<Host["publish"]>[0]): Promise<boolean> {
  const { exchange, routingKey, body, properties = {}, headers = {} } = message;
  const { messageId, appId, contentType, contentEncoding, correlationId, replyTo, ...same } = properties;
  const snake = {
    message_id: messageId,
    app_id: appId,
    content_type: contentType,
    content_encoding: contentEncoding,
    correlation_id: correlationId,
    reply_to: replyTo,
    ...same,
  };
  const given = Object.fromEntries(Object.entries(snake).filter(([, value]) => value !== undefined));
  const name = encodeURIComponent(exchange === "" ? "amq.default" : exchange);
  const answer = await host.management.client.request<{ routed: boolean }>(
    "POST",
    `/exchanges/${host.name}/${name}/publish`,
    {
      routing_key: routingKey,
      payload: Buffer.from(body as Uint8Array).toString("base64"),
      payload_encoding: "base64",
      properties: { delivery_mode: 2, headers, ...given },
    },
  );
  return answer.routed;
}

/** Tells the broker to close every connection of the service's user: the command sees them at once, the management API late. */
async function disconnect(node: BrokerNode, host: VirtualHost, service: string): Promise<void> {
  if (node.ctl !== undefined) {
    await node.ctl("close_all_user_connections", host.userName(service), "closed by an operator");
    return;
  }
  const mine = async () => (await host.management.connections()).filter(({ user }) => user === host.userName(service));
  while ((await mine()).length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
  for (const { name } of await mine())
    await host.management.client.request("DELETE", `/connections/${encodeURIComponent(name)}`);
}

/** An import into a virtual host brings everything but users, whose passwords it would take away. */
function withoutUsers({ exchanges, queues, bindings, policies }: Definitions): Definitions {
  const lasting = { durable: true, auto_delete: false, arguments: {} };
  return {
    exchanges: exchanges?.map(({ vhost: _, ...entry }) => ({ ...lasting, internal: false, ...entry })) ?? [],
    queues: queues?.map(({ vhost: _, ...entry }) => ({ ...lasting, ...entry })) ?? [],
    bindings: bindings?.map(({ vhost: _, ...entry }) => ({ arguments: {}, ...entry })) ?? [],
    policies: policies?.map(({ vhost: _, ...entry }) => entry) ?? [],
  };
}

function lying(view: MessageView): Lying {
  const {
    message_id,
    type,
    correlation_id,
    content_type,
    app_id,
    headers = {},
  } = view.properties as {
    readonly [name: string]: unknown;
    readonly headers?: Readonly<Record<string, unknown>>;
  };
  const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
  return {
    body: Buffer.from(view.payload, view.payload_encoding === "base64" ? "base64" : "utf8"),
    messageId: text(message_id),
    type: text(type),
    correlationId: text(correlation_id),
    contentType: text(content_type),
    appId: text(app_id),
    headers,
    exchange: view.exchange,
    routingKey: view.routing_key,
    redelivered: view.redelivered,
  };
}
